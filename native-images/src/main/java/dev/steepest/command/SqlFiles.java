package dev.steepest.command;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Which files SQL names. All text in quotes is taken for a name: of a text that is none, no file has the name. */
final class SqlFiles {

    private static final Pattern QUOTED = Pattern.compile("'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"");

    private SqlFiles() {}

    /** How SQL names a file that is there: its name or a pattern. Null if it does not. */
    static @Nullable String naming(String sql, Path file) {
        Matcher quoted = QUOTED.matcher(sql);
        while (quoted.find()) {
            String name = quoted.group(1) != null
                    ? quoted.group(1).replace("''", "'")
                    : quoted.group(2).replace("\"\"", "\"");
            if (!name.isEmpty() && names(name, file)) {
                return name;
            }
        }
        return null;
    }

    private static boolean names(String name, Path file) {
        try {
            Path real = file.toRealPath();
            if (Files.exists(Path.of(name)) && Files.isSameFile(Path.of(name), file)) {
                return true;
            }
            String pattern = Path.of("").toRealPath().resolve(name).normalize().toString();
            String glob =
                    "glob:" + pattern.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
            return FileSystems.getDefault().getPathMatcher(glob).matches(real);
        } catch (IOException | InvalidPathException | PatternSyntaxException e) {
            return false;
        }
    }
}
