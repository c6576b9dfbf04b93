package dev.steepest.library;

import dev.steepest.Convergence;
import dev.steepest.GradientDescent;
import dev.steepest.LearningRate;
import dev.steepest.Plan;

/** The struct {@code steepest_options}: zero is the default. */
record FitOptions(
        int method,
        int plan,
        boolean intercept,
        boolean standardize,
        int threads,
        int batchSize,
        long seed,
        long maxEpochs,
        double learningRate,
        double tolerance,
        double gradientTolerance) {

    private static final int BATCH = 0;
    private static final int STOCHASTIC = 1;
    private static final int MINI_BATCH = 2;

    private static final int BATCH_SIZE = 256;
    private static final long MAX_EPOCHS = 1000;
    private static final double TOLERANCE = 1e-9;

    GradientDescent descent(long rows) {
        GradientDescent descent = byMethod(rows)
                .plan(chosenPlan())
                .threads(chosenThreads())
                .maxEpochs(maxEpochs == 0 ? MAX_EPOCHS : maxEpochs)
                .until(convergence())
                .requireFinite();
        descent =
                learningRate == 0 ? descent.learningRate(LearningRate.automatic()) : descent.learningRate(learningRate);
        descent = intercept ? descent.intercept() : descent;
        return standardize ? descent.standardize() : descent;
    }

    boolean isBatch() {
        return method == BATCH;
    }

    int chosenThreads() {
        return threads == 0 ? 1 : threads;
    }

    private GradientDescent byMethod(long rows) {
        return switch (method) {
            case BATCH -> GradientDescent.batch();
            case STOCHASTIC -> GradientDescent.stochastic(seed);
            case MINI_BATCH ->
                GradientDescent.miniBatch(batchSize == 0 ? (int) Math.min(BATCH_SIZE, rows) : batchSize, seed);
            default -> throw new IllegalArgumentException("options.method=" + method + " is none");
        };
    }

    private Plan chosenPlan() {
        return switch (plan) {
            case 0 -> Plan.AUTO;
            case 1 -> Plan.STREAMING;
            case 2 -> Plan.GRAM;
            default -> throw new IllegalArgumentException("options.plan=" + plan + " is none");
        };
    }

    private Convergence convergence() {
        Convergence convergence =
                tolerance < 0 ? Convergence.never() : Convergence.costChange(tolerance == 0 ? TOLERANCE : tolerance);
        return gradientTolerance == 0 ? convergence : convergence.or(Convergence.gradientNorm(gradientTolerance));
    }
}
