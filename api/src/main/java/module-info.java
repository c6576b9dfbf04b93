/**
 * Gradient descent for linear models on off-heap data: {@link dev.steepest.Matrix} and {@link dev.steepest.Vector} are views of the
 * caller's memory, {@link dev.steepest.GradientDescent} describes a descent, {@link dev.steepest.Fit} is what came of it, and {@link
 * dev.steepest.Evaluation} tells how good it is.
 */
@org.jspecify.annotations.NullMarked
module dev.steepest {
    requires static org.jspecify;
    requires static jdk.jfr;
    requires dev.steepest.kernel;

    exports dev.steepest;
}
