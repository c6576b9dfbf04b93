package dev.steepest.data;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/** Text of files inside messages: always one line, never long. */
final class Text {

    private static final int LONGEST = 40;
    private static final int MOST_NAMES = 10;

    private Text() {}

    /** In quotes, cut to 40 characters. */
    static String quoted(CharSequence text) {
        return "'" + shortened(text, LONGEST) + "'";
    }

    static String shortened(CharSequence text, int longest) {
        return text.length() <= longest ? escaped(text) : escaped(text.subSequence(0, longest)) + "…";
    }

    /** The file's name, whole, so that it can be copied. */
    static String name(Path file) {
        return escaped(file.toString());
    }

    /** The first ten names, or none. */
    static String list(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        StringJoiner list = new StringJoiner(", ");
        for (String name : names.subList(0, Math.min(MOST_NAMES, names.size()))) {
            list.add(quoted(name));
        }
        return names.size() <= MOST_NAMES ? list.toString() : list + ", … (" + names.size() + ")";
    }

    private static String escaped(CharSequence text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            escape(text.charAt(i), escaped);
        }
        return escaped.toString();
    }

    private static void escape(char c, StringBuilder to) {
        if (c == '\n') {
            to.append("\\n");
        } else if (c == '\r') {
            to.append("\\r");
        } else if (c == '\t') {
            to.append("\\t");
        } else if (isInvisible(c)) {
            to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
        } else {
            to.append(c);
        }
    }

    /** Also what turns the direction of writing, and line separators: a message must not be forged by its file. */
    private static boolean isInvisible(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
