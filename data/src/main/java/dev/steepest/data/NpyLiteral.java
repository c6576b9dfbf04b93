package dev.steepest.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }}: the one Python literal that may stand in
 * an NPY header. One pass, no recursion, nothing allocated but what the text holds.
 */
final class NpyLiteral {

    private static final int LONGEST_QUOTE = 120;

    private final Path file;
    private final String text;
    private int at;

    private @Nullable String type;
    private @Nullable Boolean fortranOrder;
    private @Nullable List<Long> shape;

    NpyLiteral(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    NpyHeader parse(long offset) {
        expect('{');
        while (!accept('}')) {
            entry();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipBlanks();
        if (at < text.length()) {
            throw damaged("more text after the literal");
        }
        return header(offset);
    }

    private void entry() {
        String key = string();
        expect(':');
        if (key.equals("descr")) {
            requireFirst(key, type);
            type = type();
        } else if (key.equals("fortran_order")) {
            requireFirst(key, fortranOrder);
            fortranOrder = truth();
        } else if (key.equals("shape")) {
            requireFirst(key, shape);
            shape = shape();
        } else {
            throw damaged("unknown key " + Text.quoted(key));
        }
    }

    private NpyHeader header(long offset) {
        if (type == null || fortranOrder == null || shape == null) {
            throw damaged("it needs the keys 'descr', 'fortran_order' and 'shape'");
        }
        NpyType values = known(type);
        List<Long> sizes = shape;
        if (sizes.isEmpty() || sizes.size() > 2) {
            throw new DataException(Text.name(file) + " has dimensions=" + sizes.size() + " " + shapeText(sizes)
                    + ": only arrays of one or two dimensions are tables");
        }
        long rows = sizes.get(0);
        long columns = sizes.size() == 2 ? sizes.get(1) : 1;
        if (rows == 0 || columns == 0) {
            throw new DataException(Text.name(file) + " has no values: " + shapeText(sizes));
        }
        if (columns > Integer.MAX_VALUE || rows > Long.MAX_VALUE / 8 / columns) {
            throw new DataException(
                    Text.name(file) + " is damaged: " + shapeText(sizes) + " is more than any memory holds");
        }
        boolean transposed = fortranOrder && rows > 1 && columns > 1;
        return new NpyHeader(rows, (int) columns, transposed, values, offset);
    }

    private NpyType known(String type) {
        NpyType known = NpyType.of(type);
        if (known == null) {
            throw new DataException(Text.name(file) + " holds values of dtype " + Text.quoted(type) + ", only "
                    + NpyType.ALL + " are read: save it again as array.astype('<f8')");
        }
        return known;
    }

    private String type() {
        skipBlanks();
        if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(' || text.charAt(at) == '{')) {
            throw new DataException(Text.name(file) + " holds values of a structured dtype "
                    + Text.quoted(text.substring(at)) + ", only " + NpyType.ALL + " are read");
        }
        return string();
    }

    private boolean truth() {
        skipBlanks();
        for (String word : List.of("True", "False")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw damaged("expected True or False");
    }

    private List<Long> shape() {
        List<Long> sizes = new ArrayList<>();
        expect('(');
        while (!accept(')')) {
            sizes.add(size());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    private long size() {
        skipBlanks();
        int start = at;
        long size = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            int digit = text.charAt(at) - '0';
            if (size > (Long.MAX_VALUE - digit) / 10) {
                throw damaged("a size in the shape exceeds " + Long.MAX_VALUE);
            }
            size = size * 10 + digit;
            at++;
        }
        if (at == start) {
            throw damaged("expected a size, a whole number ≥ 0");
        }
        return size;
    }

    private String string() {
        skipBlanks();
        char quote = at < text.length() ? text.charAt(at) : 0;
        if (quote != '\'' && quote != '"') {
            throw damaged("expected text in quotes");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw damaged("a quote is left open");
        }
        String string = text.substring(at + 1, end);
        if (string.indexOf('\\') >= 0) {
            throw damaged("escaped characters");
        }
        at = end + 1;
        return string;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw damaged("expected " + Text.quoted(String.valueOf(c)));
        }
    }

    private boolean accept(char c) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private void requireFirst(String key, @Nullable Object value) {
        if (value != null) {
            throw damaged("the key '" + key + "' twice");
        }
    }

    private static String shapeText(List<Long> sizes) {
        String inside = sizes.toString();
        return "shape=(" + Text.shortened(inside.substring(1, inside.length() - 1), LONGEST_QUOTE) + ")";
    }

    private DataException damaged(String reason) {
        return new DataException(Text.name(file) + " is damaged: " + reason + " at character=" + at + " of its header '"
                + Text.shortened(text.strip(), LONGEST_QUOTE) + "'");
    }
}
