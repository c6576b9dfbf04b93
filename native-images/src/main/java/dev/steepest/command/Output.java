package dev.steepest.command;

import dev.steepest.Link;
import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.data.Classes;
import dev.steepest.data.StoredModel;
import java.util.function.DoubleUnaryOperator;

/** What is written of a prediction. */
enum Output {
    /** What the link makes of the score: a probability, a mean, or the score itself. */
    PREDICTION,
    /** Of the positive class; of a logistic model. */
    PROBABILITY,
    /** The name of the class on whose side the score is; of a loss of labels. */
    CLASS,
    /** z = x·θ + b. */
    SCORE;

    /** Refuses what a model does not have. */
    void check(StoredModel stored) {
        Loss loss = stored.loss();
        boolean has = switch (this) {
            case PREDICTION, SCORE -> true;
            case PROBABILITY -> loss.link() == Link.LOGIT;
            case CLASS -> loss.hasLabels();
        };
        if (!has) {
            throw new CommandException(
                    "--output=" + Converters.written(this) + ": a model of loss=" + loss + " has none");
        }
    }

    /** The model whose predictions are what is written, but for {@link #of}. */
    Model of(Model model) {
        return this == CLASS || this == SCORE ? Model.of(Link.IDENTITY, model.intercept(), model.theta()) : model;
    }

    /** What is written of such a prediction: of text classes, the number 0 or 1. */
    DoubleUnaryOperator of(Classes classes) {
        if (this != CLASS) {
            return DoubleUnaryOperator.identity();
        }
        double negative = classes.areNumbers() ? Double.parseDouble(classes.negative()) : 0;
        double positive = classes.areNumbers() ? Double.parseDouble(classes.positive()) : 1;
        return score -> score > 0 ? positive : negative;
    }
}
