package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.Loss;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import java.util.List;

/** A fit with what the reports say about it besides. */
record Result(
        Fit fit, List<String> features, long rows, Loss loss, Penalty penalty, Optimizer optimizer, Seconds seconds) {

    /** How long it took to read the data, to lay it out, and to descend. */
    record Seconds(double load, double prepare, double fit) {

        static Seconds of(long start, long loaded, long prepared, long fitted) {
            return new Seconds((loaded - start) / 1e9, (prepared - loaded) / 1e9, (fitted - prepared) / 1e9);
        }
    }
}
