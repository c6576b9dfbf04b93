package dev.steepest;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** {@code dev.steepest.Epoch}: one for each epoch, which it lasts; the first lasts until the first cost is known. */
@Name("dev.steepest.Epoch")
@Label("Epoch")
@Category("Steepest")
@Description("As many rows as X has, and what they brought")
@Enabled(false)
@StackTrace(false)
final class EpochEvent extends Event {

    @Label("Epoch")
    @Description("Epochs done")
    long epoch;

    @Label("Steps")
    @Description("Steps done")
    long steps;

    @Label("Cost")
    double cost;

    @Label("Gradient Norm")
    @Description("NaN where it was not computed")
    double gradientNorm;

    @Label("Learning Rate")
    @Description("Of the last step")
    double learningRate;

    @Label("Validation Cost")
    @Description("On the rows held out; NaN without them")
    double validationCost;
}
