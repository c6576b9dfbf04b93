package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The two values that labels have, as their data have them.
 *
 * @param negative what a model takes for 0
 * @param positive what a model takes for 1, and gives the probability of
 */
public record Classes(String negative, String positive) {

    /** What labels of numbers are where nothing else is said. */
    public static final Classes NUMBERS = new Classes("0", "1");

    private static final int CHUNK = 4096;

    /** That a message tells, and more is no label. */
    private static final int MOST = 10;

    /**
     * The classes of a target: numbers in their order, text in that of its characters; the last is the positive one.
     *
     * @param data with a target of two values
     * @param target its name, for messages
     * @param positive which of them is to be the positive one; null: the last
     * @throws DataException if there are more values, text has one alone, or the positive one is none of them
     */
    public static Classes of(Dataset data, String target, @Nullable String positive) {
        List<String> values = values(data);
        String named = "the target " + Text.quoted(target) + " has ";
        if (values.size() > 2) {
            throw new DataException(named + (values.size() > MOST ? "more than " + MOST : values.size())
                    + " different values: " + Text.list(values.subList(0, Math.min(MOST, values.size())))
                    + "; labels have two (SQL makes two of them), other targets another loss");
        }
        List<String> both = values.size() == 2 ? values : completed(values, named);
        if (positive != null && !both.contains(positive)) {
            throw new DataException(named + "no value " + Text.quoted(positive) + ": it has " + Text.list(both));
        }
        boolean reversed = both.getFirst().equals(positive);
        return new Classes(both.get(reversed ? 1 : 0), both.get(reversed ? 0 : 1));
    }

    /** Numbers that are labels by themselves may all be the same. */
    private static List<String> completed(List<String> values, String named) {
        return switch (values.getFirst()) {
            case "0", "1" -> List.of("0", "1");
            case "-1" -> List.of("-1", "1");
            default ->
                throw new DataException(
                        named + "one value only, " + Text.quoted(values.getFirst()) + ": labels have two");
        };
    }

    /** All values, or more than {@link #MOST} of them. */
    private static List<String> values(Dataset data) {
        if (!data.labels().isEmpty()) {
            return data.labels();
        }
        TreeSet<Double> values = new TreeSet<>();
        double[] chunk = new double[CHUNK];
        double last = Double.NaN;
        for (long row = 0; row < data.y().length() && values.size() <= MOST; row += CHUNK) {
            int count = copy(data.y(), row, chunk);
            for (int i = 0; i < count; i++) {
                if (chunk[i] != last) {
                    last = chunk[i];
                    values.add(last + 0.0); // −0 is 0
                }
            }
        }
        return values.stream().map(Classes::text).toList();
    }

    private static int copy(Vector y, long row, double[] chunk) {
        int count = (int) Math.min(chunk.length, y.length() - row);
        MemorySegment.copy(y.segment(), JAVA_DOUBLE, row * Double.BYTES, chunk, 0, count);
        return count;
    }

    /** As people write it: 1 for 1.0. */
    private static String text(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    /** Whether both are numbers. */
    public boolean areNumbers() {
        return Decimal.isNumber(negative, '.') && Decimal.isNumber(positive, '.');
    }

    /** Whether numbers of these classes are what a loss of labels takes already. */
    private boolean areLabels() {
        return equals(NUMBERS) || (negative.equals("-1") && positive.equals("1"));
    }

    /**
     * The same data with 0 and 1 for targets; as they are where these are −1 and 1, or 0 and 1.
     *
     * @param data what {@link #of} was given, or others with the same target
     * @param target its name, for messages
     * @param arena owns the labels
     * @throws DataException if a target is neither class
     */
    public Dataset encode(Dataset data, String target, Arena arena) {
        boolean text = !data.labels().isEmpty();
        if (areLabels() && !text) {
            return data;
        }
        double one = number(positive);
        double zero = number(negative);
        List<Double> numbers = new ArrayList<>(Collections.nCopies(data.labels().size(), Double.NaN));
        for (int k = 0; k < numbers.size(); k++) {
            String label = data.labels().get(k);
            numbers.set(k, label.equals(positive) ? 1.0 : label.equals(negative) ? 0.0 : Double.NaN);
        }
        Vector y = Allocation.vector(
                "the target " + Text.quoted(target), arena, data.y().length());
        double[] chunk = new double[CHUNK];
        for (long row = 0; row < y.length(); row += CHUNK) {
            int count = copy(data.y(), row, chunk);
            for (int i = 0; i < count; i++) {
                double label =
                        text ? numbers.get((int) chunk[i]) : chunk[i] == one ? 1 : chunk[i] == zero ? 0 : Double.NaN;
                if (Double.isNaN(label)) {
                    String found = text ? data.labels().get((int) chunk[i]) : text(chunk[i]);
                    throw new DataException(
                            "the target " + Text.quoted(target) + " is " + Text.quoted(found) + " in row=" + (row + i)
                                    + ", neither " + Text.quoted(negative) + " nor " + Text.quoted(positive));
                }
                chunk[i] = label;
            }
            MemorySegment.copy(chunk, 0, y.segment(), JAVA_DOUBLE, row * Double.BYTES, count);
        }
        return new Dataset(data.features(), data.x(), y, List.of(), data.findings());
    }

    /** NaN, which no number is, if it is none. */
    private static double number(String label) {
        return Decimal.isNumber(label, '.') ? Double.parseDouble(label) : Double.NaN;
    }
}
