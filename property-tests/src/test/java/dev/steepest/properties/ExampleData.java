package dev.steepest.properties;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One of the files of examples/. */
record ExampleData(List<String> features, Matrix x, Vector y) {

    static final Path FOLDER = Path.of("..", "examples");

    static ExampleData read(Arena arena, String name, String target) {
        List<String> lines = lines(FOLDER.resolve(name + ".csv"));
        List<String> features = new ArrayList<>(List.of(lines.get(0).split(",", -1)));
        int column = features.indexOf(target);
        features.remove(column);
        double[][] table = lines.stream()
                .skip(1)
                .map(line -> Stream.of(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        double[][] x = new double[table.length][];
        double[] y = new double[table.length];
        for (int i = 0; i < table.length; i++) {
            y[i] = table[i][column];
            x[i] = new double[table[i].length - 1];
            System.arraycopy(table[i], 0, x[i], 0, column);
            System.arraycopy(table[i], column + 1, x[i], column, x[i].length - column);
        }
        return new ExampleData(features, Matrix.of(arena, x), Vector.of(arena, y));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
