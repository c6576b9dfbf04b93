package dev.steepest.command;

import dev.steepest.Evaluation;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Metrics;
import dev.steepest.Model;
import dev.steepest.Validation;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does on the rows that it was fitted to, and on those held out. Where there is no memory to find that, or a file has
 * changed, the fit is told without.
 */
final class FitMetrics {

    private final Model model;
    private final Loss loss;
    private final MappedFiles mapped;
    private final Console console;

    FitMetrics(Model model, Loss loss, MappedFiles mapped, Console console) {
        this.model = model;
        this.loss = loss;
        this.mapped = mapped;
        this.console = console;
    }

    /** Those of the rows descended on. */
    @Nullable
    Metrics training(Matrix x, Vector y, @Nullable Vector w, @Nullable Validation validation) {
        return of(x, y, w, validation == null ? Optional.empty() : validation.trainingRows(loss, y));
    }

    /** Those of the rows held out: of X, or others. */
    @Nullable
    Metrics heldOut(Matrix x, Vector y, @Nullable Vector w, @Nullable Validation validation, @Nullable Dataset others) {
        if (others != null) {
            return of(others.x(), others.y(), null, Optional.empty());
        }
        return validation == null ? null : of(x, y, w, validation.heldOutRows(loss, y));
    }

    private @Nullable Metrics of(Matrix x, Vector y, @Nullable Vector w, Optional<int[]> rows) {
        if (mapped.change() != null) {
            return null;
        }
        try {
            Evaluation evaluation = Evaluation.of(loss, rows.isPresent() ? rows.get().length : x.rows());
            if (rows.isPresent()) {
                return (w == null
                                ? evaluation.addRows(rows.get(), model, x, y)
                                : evaluation.addRows(rows.get(), model, x, y, w))
                        .metrics();
            }
            return (w == null ? evaluation.add(model, x, y) : evaluation.add(model, x, y, w)).metrics();
        } catch (OutOfMemoryError e) {
            console.say("metrics are not told: " + Memory.explain(e));
            return null;
        }
    }
}
