package dev.steepest.command;

import dev.steepest.Penalty;

/** The penalties by name; their numbers are options of their own, as users of scikit-learn expect. */
enum PenaltyKind {
    NONE,
    L2,
    L1,
    ELASTIC_NET,
    WEIGHT_DECAY;

    Penalty of(double strength, double l1Ratio) {
        return switch (this) {
            case NONE -> Penalty.none();
            case L2 -> Penalty.l2(strength);
            case L1 -> Penalty.l1(strength);
            case ELASTIC_NET -> Penalty.elasticNet(strength, l1Ratio);
            case WEIGHT_DECAY -> Penalty.weightDecay(strength);
        };
    }
}
