package dev.steepest.data;

import dev.steepest.data.DataException.Remedy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which columns are text, the target among them where it may be labels, and which values they have in rows that lack
 * none.
 *
 * <p>The values of a column are kept from its first text on. Where numbers come before that, the file is read once more, with the
 * columns that are known to be text: rare, and cheaper than to keep the values of all numbers.
 */
final class CsvScan extends CsvRows {

    /** More would be an identifier, not a category. */
    static final int MOST_CATEGORIES = 1000;

    private final boolean oneHot;
    private final boolean labels;
    private final BitSet knownText;
    private final BitSet numbers = new BitSet();
    private final BitSet text = new BitSet();
    private final BitSet partial = new BitSet();
    private final Map<Integer, Set<String>> values = new HashMap<>();

    /** Texts of the row that is being read: its columns and values. */
    private final List<Integer> rowColumns = new ArrayList<>();

    private final List<String> rowValues = new ArrayList<>();

    /** Columns of text whose values would all be numbers with a decimal comma. */
    private final Map<Integer, String> commas = new HashMap<>();

    private final BitSet noCommas = new BitSet();
    private int rows;

    private CsvScan(CsvFile csv, CsvColumns columns, BitSet knownText) {
        super(csv, columns);
        this.oneHot = csv.options().oneHot();
        this.labels = csv.options().labels();
        this.knownText = knownText;
    }

    /** These columns, where those of text are spread over their values. */
    static CsvColumns spread(CsvFile csv, CsvColumns columns, CsvParts parts) throws IOException {
        CsvScan all = scan(csv, columns, new BitSet(), parts);
        if (!all.partial.isEmpty()) {
            all = scan(csv, columns, all.text, parts);
        }
        return columns.with(all.categories(csv));
    }

    private static CsvScan scan(CsvFile csv, CsvColumns columns, BitSet knownText, CsvParts parts) throws IOException {
        CsvScan all = new CsvScan(csv, columns, knownText);
        CsvCounts counts = new CsvCounts();
        long rows = 0;
        try (CsvBlocks<CsvScan> blocks =
                new CsvBlocks<>(csv, columns, parts, block -> new CsvScan(csv, columns, knownText))) {
            for (CsvScan block = blocks.next(); block != null; block = blocks.next()) {
                rows += block.rows;
                block.moveTo(all, counts);
            }
        }
        if (rows == 0) {
            throw counts.noRows(csv, columns);
        }
        return all;
    }

    @Override
    int block() {
        return Integer.MAX_VALUE;
    }

    @Override
    int waiting() {
        return rows;
    }

    @Override
    void value(long line, int column, char[] characters, int begin, int end) {
        if (knownText.get(column) || text.get(column)) {
            String value = new String(characters, begin, end - begin);
            if (isMissing(value)) {
                missing(line, column, value);
            } else {
                text(column, value);
            }
            return;
        }
        double number = number(characters, begin, end);
        if (Double.isFinite(number) && !isMissing(number)) {
            numbers.set(column);
            return;
        }
        String value = new String(characters, begin, end - begin);
        if (Double.isFinite(number) || isMissing(value)) {
            missing(line, column, value);
        } else if (!isSpread(column) || Double.isInfinite(number) || isNotFinite(value)) {
            throw refused(line, column, value, columns.places[column] >= 0 ? Remedy.ONE_HOT : Remedy.LABELS);
        } else {
            text(column, value);
        }
    }

    private boolean isSpread(int column) {
        return columns.places[column] == CsvColumns.TARGET ? labels : oneHot;
    }

    private void text(int column, String value) {
        if (numbers.get(column)) {
            partial.set(column);
        }
        text.set(column);
        rowColumns.add(column);
        rowValues.add(value);
        if (hasOtherDecimal(value)) {
            commas.putIfAbsent(column, value);
        } else {
            noCommas.set(column);
        }
    }

    @Override
    void complete(long line) {
        rows++;
        for (int k = 0; k < rowColumns.size(); k++) {
            add(rowColumns.get(k), rowValues.get(k));
        }
        incomplete();
    }

    @Override
    void incomplete() {
        rowColumns.clear();
        rowValues.clear();
    }

    private void add(int column, String value) {
        Set<String> known = values.computeIfAbsent(column, j -> new TreeSet<>());
        if (known.size() <= MOST_CATEGORIES) {
            known.add(value);
        }
    }

    /** What was found goes to what was found in the rows before. */
    private void moveTo(CsvScan all, CsvCounts counts) {
        for (int j = text.nextSetBit(0); j >= 0; j = text.nextSetBit(j + 1)) {
            if (all.numbers.get(j)) {
                all.partial.set(j);
            }
        }
        for (int j = numbers.nextSetBit(0); j >= 0; j = numbers.nextSetBit(j + 1)) {
            if (all.text.get(j)) {
                all.partial.set(j);
            }
        }
        all.numbers.or(numbers);
        all.text.or(text);
        all.partial.or(partial);
        all.noCommas.or(noCommas);
        commas.forEach(all.commas::putIfAbsent);
        values.forEach((column, found) -> found.forEach(value -> all.add(column, value)));
        count(counts);
        numbers.clear();
        text.clear();
        partial.clear();
        noCommas.clear();
        commas.clear();
        values.clear();
        rows = 0;
    }

    private Map<Integer, Set<String>> categories(CsvFile csv) {
        Map<Integer, Set<String>> categories = new TreeMap<>();
        for (int j = text.nextSetBit(0); j >= 0; j = text.nextSetBit(j + 1)) {
            String name = csv.name() + ": column " + Text.quoted(csv.names().get(j)) + " is text";
            String comma = commas.get(j);
            if (comma != null && !noCommas.get(j)) {
                throw new DataException(name + ", and all its values are like " + Text.quoted(comma), Remedy.DECIMAL);
            }
            @Nullable Set<String> found = values.get(j);
            if (found == null) {
                throw new DataException(name + ": it has no value in a row that lacks none");
            }
            if (found.size() > MOST_CATEGORIES) {
                throw new DataException(
                        name + ": it has more than " + MOST_CATEGORIES + " different values: leave it out by SQL");
            }
            categories.put(j, found);
        }
        return categories;
    }
}
