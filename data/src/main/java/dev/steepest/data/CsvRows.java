package dev.steepest.data;

import dev.steepest.data.DataException.Remedy;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is made of the rows of a CSV file, field by field, until some of them are worth taking. */
abstract sealed class CsvRows permits CsvValues, CsvScan {

    final CsvColumns columns;
    private final String file;
    private final List<String> names;
    private final char decimal;
    private final boolean dropsNull;
    private final Set<String> missingWords;
    private final double[] missingNumbers;

    /** How many rows of the file lack a value, by column; null if none does. */
    private long @Nullable [] missing;

    private long dropped;
    private boolean isMissing;

    CsvRows(CsvFile csv, CsvColumns columns) {
        ReadOptions options = csv.options();
        this.columns = columns;
        this.file = csv.name();
        this.names = csv.names();
        this.decimal = options.csv().decimal();
        this.dropsNull = options.dropNull();
        this.missingWords = options.csv().missing();
        this.missingNumbers = missingWords.stream()
                .mapToDouble(this::number)
                .filter(Double::isFinite)
                .toArray();
    }

    /** One field, and where it is without the blanks around it. */
    abstract void value(long line, int column, char[] text, int begin, int end);

    /** The row is complete, and lacks no value that is wanted. */
    abstract void complete(long line);

    /** The row lacks a value, and is left out. */
    abstract void incomplete();

    /** How many rows wait at most. */
    abstract int block();

    /** How many rows wait to be taken. */
    abstract int waiting();

    /** How many rows there were since the last were taken. */
    final long count() {
        return waiting() + dropped;
    }

    final boolean isFull() {
        return waiting() == block();
    }

    /** Those of columns that nobody wants are not looked at. */
    final void field(long line, int column, char[] text, int offset, int length) {
        if (column >= names.size()) {
            throw at(line, "more fields than the header has, columns=" + names.size());
        }
        if (columns.places[column] == CsvColumns.IGNORED) {
            return;
        }
        int begin = offset;
        int end = offset + length;
        while (begin < end && isBlank(text[begin])) {
            begin++;
        }
        while (begin < end && isBlank(text[end - 1])) {
            end--;
        }
        value(line, column, text, begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    final void row(long line, int fields) {
        if (fields < names.size()) {
            throw at(line, "fewer fields than the header has: fields=" + fields + " columns=" + names.size());
        }
        if (isMissing) {
            dropped++;
            isMissing = false;
            incomplete();
        } else {
            complete(line);
        }
    }

    /** NaN if it is none; an infinity if it is too large. */
    final double number(char[] text, int begin, int end) {
        return Decimal.parse(text, begin, end, decimal);
    }

    private double number(String text) {
        return number(text.toCharArray(), 0, text.length());
    }

    /** Whether a finite number stands for a missing value. */
    final boolean isMissing(double value) {
        for (double number : missingNumbers) {
            if (value == number) {
                return true;
            }
        }
        return false;
    }

    final boolean isMissing(String text) {
        return text.isEmpty() || missingWords.contains(text);
    }

    /** The row lacks this value. */
    final void missing(long line, int column, String text) {
        if (!dropsNull) {
            throw at(
                    line,
                    where(column) + "the value is missing" + (text.isEmpty() ? "" : ": " + Text.quoted(text)),
                    Remedy.DROP_NULL);
        }
        if (missing == null) {
            missing = new long[names.size()];
        }
        missing[column]++;
        isMissing = true;
    }

    /** What is no number, and does not stand for a missing one. */
    final DataException refused(long line, int column, String text, Remedy remedy) {
        if (isNotFinite(text)) {
            return at(
                    line,
                    where(column) + Text.quoted(text)
                            + " is not finite: missing and infinite values are not supported");
        }
        if (Double.isInfinite(number(text))) {
            return at(line, where(column) + Text.quoted(text) + " is too large for float64");
        }
        return at(
                line,
                where(column) + Text.quoted(text) + " is not a number",
                hasOtherDecimal(text) ? Remedy.DECIMAL : remedy);
    }

    static boolean isNotFinite(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        String unsigned = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return List.of("nan", "inf", "infinity").contains(unsigned);
    }

    /** Whether this would be a number with a comma for a point. */
    final boolean hasOtherDecimal(String text) {
        return decimal == '.' && text.indexOf(',') >= 0 && Decimal.isNumber(text, ',');
    }

    final String where(int column) {
        return "column=" + column + " " + Text.quoted(names.get(column)) + ": ";
    }

    final DataException at(long line, String reason) {
        return at(line, reason, Remedy.NONE);
    }

    final DataException at(long line, String reason, Remedy remedy) {
        return new DataException(file + " line=" + line + " " + reason, remedy);
    }

    /** Adds what was counted to what was counted of the rows before, and begins anew. */
    final void count(CsvCounts counts) {
        counts.add(dropped, missing);
        dropped = 0;
        missing = null;
    }
}
