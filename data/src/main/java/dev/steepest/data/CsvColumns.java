package dev.steepest.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which columns of a CSV file are wanted: as features, in which order, as the target, or not at all. */
final class CsvColumns {

    static final int IGNORED = -1;
    static final int TARGET = -2;

    /** Where the value of each of the file's columns belongs: a feature ≥ 0, {@link #TARGET} or {@link #IGNORED}. */
    final int[] places;

    final int features;
    final boolean target;

    private CsvColumns(int[] places, int features, boolean target) {
        this.places = places;
        this.features = features;
        this.target = target;
    }

    static CsvColumns all(int columns) {
        return allBut(columns, columns);
    }

    /** All in the file's order, but one is the target. */
    static CsvColumns allBut(int target, int columns) {
        int[] places = new int[columns];
        int features = 0;
        for (int j = 0; j < columns; j++) {
            places[j] = j == target ? TARGET : features++;
        }
        return new CsvColumns(places, features, target < columns);
    }

    /** Those that the positions name, in their order. */
    static CsvColumns only(int[] positions, int columns) {
        int[] places = new int[columns];
        Arrays.fill(places, IGNORED);
        for (int feature = 0; feature < positions.length; feature++) {
            places[positions[feature]] = feature;
        }
        return new CsvColumns(places, positions.length, false);
    }

    /** The names of the features, in the file's order. */
    List<String> features(List<String> names) {
        List<String> named = new ArrayList<>(features);
        for (int j = 0; j < places.length; j++) {
            if (places[j] >= 0) {
                named.add(names.get(j));
            }
        }
        return List.copyOf(named);
    }

    List<String> ignored(List<String> names) {
        List<String> ignored = new ArrayList<>();
        for (int j = 0; j < places.length; j++) {
            if (places[j] == IGNORED) {
                ignored.add(names.get(j));
            }
        }
        return List.copyOf(ignored);
    }

    /**
     * The most rows that so many bytes can hold: a row takes one character a value that is wanted, and one a column for what
     * separates them. So no file makes us allocate much more than its size.
     */
    long mostRows(long bytes) {
        int wanted = features + (target ? 1 : 0);
        return bytes / (wanted + places.length) + 1;
    }
}
