package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read from a CSV file. */
record CsvTable(
        List<String> features,
        List<String> ignored,
        Matrix x,
        @Nullable Vector y) {}
