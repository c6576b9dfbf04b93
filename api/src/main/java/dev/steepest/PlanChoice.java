package dev.steepest;

import dev.steepest.kernel.Gram;

/**
 * The plan of a descent and why: what was asked for, or the cheaper one. The rule knows shape and epochs only, because the result must not
 * depend on the machine; its figures were measured (docs/decisions.md).
 */
record PlanChoice(Plan plan, String reason) {

    /** Values of X below which an epoch is over in microseconds, whatever the plan. */
    private static final long FEW_VALUES = 1 << 17;

    /** Features above which XᵀX, and the sums it is made of, take too much memory for nobody having asked. */
    private static final int MANY_FEATURES = 2048;

    /** What making XᵀX costs, in passes over X: so much … */
    private static final double PASSES = 6;

    /** … and so much more for each feature. */
    private static final double PASSES_PER_FEATURE = 0.05;

    /** X is read at the start and at the end besides. */
    private static final int OTHER_PASSES = 2;

    /** @param rows those to descend on */
    static PlanChoice of(Settings settings, long rows, int features, boolean weighted) {
        return switch (settings.plan) {
            case STREAMING -> new PlanChoice(Plan.STREAMING, "asked for");
            case GRAM -> new PlanChoice(Plan.GRAM, "asked for");
            case AUTO -> automatic(settings, rows, features, weighted);
        };
    }

    private static PlanChoice automatic(Settings settings, long rows, int features, boolean weighted) {
        if (!settings.isBatch()) {
            return streaming(settings.method + " descent reads X row by row");
        }
        if (!settings.loss.isSquared()) {
            return streaming("XᵀX does not tell the gradients of loss=" + settings.loss);
        }
        if (weighted) {
            return streaming("XᵀX does not tell the gradients of weighted rows");
        }
        if (rows * features < FEW_VALUES) {
            return streaming("X is small: values=" + rows * features);
        }
        if (features > MANY_FEATURES) {
            return streaming("XᵀX is large: features=" + features);
        }
        double passes = PASSES + PASSES_PER_FEATURE * features + OTHER_PASSES;
        long epochs = settings.optimizer.epochsOf(settings.maxEpochs);
        double gram = passes + epochs * (double) features / rows;
        String costs = "passes over X: gram=" + (float) gram + " streaming=" + epochs;
        return gram < epochs ? new PlanChoice(Plan.GRAM, costs) : streaming(costs);
    }

    static PlanChoice streaming(String reason) {
        return new PlanChoice(Plan.STREAMING, reason);
    }

    /** Refuses a plan that does not serve the descent. */
    static void check(Settings settings, Matrix x, boolean weighted) {
        if (settings.plan != Plan.GRAM) {
            return;
        }
        if (!settings.isBatch()) {
            throw new IllegalArgumentException(
                    "plan=" + Plan.GRAM + " serves batch descent only, this is method=" + settings.method);
        }
        if (!settings.loss.isSquared()) {
            throw new IllegalArgumentException(
                    "plan=" + Plan.GRAM + " serves loss=squared only, this is loss=" + settings.loss);
        }
        if (weighted) {
            throw new IllegalArgumentException("plan=" + Plan.GRAM + " serves rows of equal weight only");
        }
        if (x.features() > Gram.MAX_FEATURES) {
            throw new IllegalArgumentException("plan=" + Plan.GRAM + " keeps d² values: features=" + x.features()
                    + " exceeds " + Gram.MAX_FEATURES);
        }
    }
}
