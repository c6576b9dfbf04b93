package dev.steepest.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which columns of a CSV file are wanted: as a feature, a feature for each of their values, the target, or not at all. */
final class CsvColumns {

    static final int IGNORED = -1;
    static final int TARGET = -2;
    static final int CATEGORIES = -3;

    /** Where the value of each of the file's columns belongs: a feature ≥ 0, or one of these. */
    final int[] places;

    /**
     * The features of the values of a column of {@link #CATEGORIES}, by its number; of a target of text, what each of its values
     * counts for.
     */
    private final Map<Integer, Map<String, Integer>> categories = new HashMap<>();

    /** The values of a target of text, in the order of their numbers; empty if it has numbers. */
    private List<String> labels = List.of();

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

    /**
     * The same, where these columns are features for each of these values, side by side in the order of their characters, and a
     * target of text is the number of its value in that order.
     */
    CsvColumns with(Map<Integer, ? extends Collection<String>> values) {
        int[] wider = places.clone();
        Map<Integer, Map<String, Integer>> numbers = new HashMap<>();
        List<String> labelled = List.of();
        int feature = 0;
        for (int j = 0; j < wider.length; j++) {
            Collection<String> ofColumn = values.get(j);
            if (wider[j] >= 0 && ofColumn == null) {
                wider[j] = feature++;
            } else if (wider[j] >= 0 && ofColumn != null) {
                wider[j] = CATEGORIES;
                numbers.put(j, numbered(sorted(ofColumn), feature));
                feature += ofColumn.size();
            } else if (wider[j] == TARGET && ofColumn != null) {
                labelled = sorted(ofColumn);
                numbers.put(j, numbered(labelled, 0));
            }
        }
        CsvColumns columns = new CsvColumns(wider, feature, target);
        columns.categories.putAll(numbers);
        columns.labels = labelled;
        return columns;
    }

    private static Map<String, Integer> numbered(List<String> values, int first) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String value : values) {
            numbers.put(value, first + numbers.size());
        }
        return numbers;
    }

    /** As UTF-8 orders them, and so DuckDB: not as Java's strings do, whose surrogates are in the middle. */
    private static List<String> sorted(Collection<String> values) {
        return values.stream()
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** Those that the features of a model come from, in its order, and perhaps a target. */
    static CsvColumns of(List<Origin> origins, List<String> names, int target) {
        int[] places = new int[names.size()];
        Arrays.fill(places, IGNORED);
        Map<String, Integer> positions = new HashMap<>();
        for (int j = 0; j < places.length; j++) {
            positions.put(names.get(j), j);
        }
        if (target >= 0) {
            places[target] = TARGET;
        }
        int features =
                origins.stream().mapToInt(origin -> origin.features().size()).sum();
        CsvColumns columns = new CsvColumns(places, features, target >= 0);
        for (Origin origin : origins) {
            int position = Objects.requireNonNull(positions.get(origin.column()));
            if (origin.isNumber()) {
                places[position] = origin.features().get(0);
            } else {
                places[position] = CATEGORIES;
                Map<String, Integer> values = new HashMap<>();
                for (int k = 0; k < origin.categories().size(); k++) {
                    values.put(origin.categories().get(k), origin.features().get(k));
                }
                columns.categories.put(position, values);
            }
        }
        return columns;
    }

    /** The values of a target of text, which is the number of one of these; empty if it has numbers. */
    List<String> labels() {
        return labels;
    }

    /** The features of a column's values. */
    Map<String, Integer> categories(int column) {
        return categories.getOrDefault(column, Map.of());
    }

    /** The names of the features, in their order. */
    List<String> features(List<String> names) {
        String[] named = new String[features];
        for (int j = 0; j < places.length; j++) {
            String name = names.get(j);
            if (places[j] >= 0) {
                named[places[j]] = name;
            } else if (places[j] == CATEGORIES) {
                categories(j).forEach((value, feature) -> named[feature] = name + "=" + value);
            }
        }
        return List.of(named);
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
        long wanted = 0;
        for (int place : places) {
            wanted += place == IGNORED ? 0 : 1;
        }
        return bytes / (wanted + places.length) + 1;
    }
}
