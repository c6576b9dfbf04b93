package dev.steepest;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** {@code dev.steepest.Fit}: one for each fit, which it lasts. */
@Name("dev.steepest.Fit")
@Label("Fit")
@Category("Steepest")
@Description("A descent, from the preparation of X to the last cost")
@Enabled(false)
@StackTrace(false)
final class FitEvent extends Event {

    @Label("Method")
    @Nullable
    String method;

    @Label("Rows")
    long rows;

    @Label("Features")
    int features;

    @Label("Layout")
    @Nullable
    String layout;

    @Label("Plan")
    @Nullable
    String plan;

    @Label("Kernel")
    @Nullable
    String kernel;

    @Label("Threads")
    int threads;

    @Label("Epochs")
    long epochs;

    @Label("Steps")
    @Description("That led to the parameters returned")
    long steps;

    @Label("Cost")
    double cost;

    @Label("Gradient Norm")
    double gradientNorm;

    @Label("Validation Cost")
    @Description("On the rows held out; NaN without them")
    double validationCost;

    @Label("Learning Rate")
    @Description("Of the last step")
    double learningRate;

    @Label("Reason")
    @Description("Why the descent ended")
    @Nullable
    String reason;
}
