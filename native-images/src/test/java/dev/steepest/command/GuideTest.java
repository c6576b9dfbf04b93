package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the guide: short paragraphs, short lines, links that lead somewhere, commands that there are. */
@Tag("jvm") // text is the same for both
class GuideTest {

    private static final Path ROOT = Path.of("..");
    private static final int LONGEST_LINE = 140;
    private static final int MOST_WORDS = 80;
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> guide = Files.list(ROOT.resolve("docs").resolve("guide"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide.sorted())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linesAreShort(Path page) throws IOException {
        for (String line : Files.readAllLines(page)) {
            assertTrue(isRow(line) || line.codePointCount(0, line.length()) <= LONGEST_LINE, line);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void paragraphsAreShort(Path page) throws IOException {
        List<String> paragraphs = paragraphs(Files.readAllLines(page));
        for (String paragraph : paragraphs) {
            int words = paragraph.split(" +", -1).length;
            assertTrue(words <= MOST_WORDS, words + " words: " + paragraph);
        }
    }

    @Test
    void paragraphsAreSeenAsReadersDo() {
        List<String> lines =
                List.of("# A", "b c", "d", "", "| t |", "```java", "e", "```", "* f", "  g", "* h", "", "    i", "j");

        assertEquals(List.of("b c d", "* f g", "* h", "j"), paragraphs(lines));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            assertTrue(Files.exists(page.resolveSibling(links.group(1))), links.group());
        }
    }

    /** Of what they name nothing need be there: options and what they take are looked at. */
    @ParameterizedTest
    @MethodSource("pages")
    void commandsCanBeGiven(Path page) throws IOException {
        for (String line : Files.readAllLines(page)) {
            int start = line.indexOf("./steepest ");
            if (line.startsWith("    ") && start >= 0 && !line.contains("…")) {
                Main.commandLine(new Console(System.out, System.err))
                        .parseArgs(words(line.substring(start)).toArray(String[]::new));
            }
        }
    }

    /** Behind the name of the program. */
    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .skip(1)
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    /** Those of prose: no headings, tables and code; each entry of a list is one. */
    private static List<String> paragraphs(List<String> lines) {
        List<String> paragraphs = new ArrayList<>();
        boolean code = false;
        boolean within = false;
        for (String line : lines) {
            boolean fence = line.startsWith("```");
            code ^= fence;
            if (code || fence || line.isBlank() || line.startsWith("#") || line.startsWith("    ") || isRow(line)) {
                within = false;
            } else if (within && !line.startsWith("* ")) {
                paragraphs.add(paragraphs.removeLast() + " " + line.strip());
            } else {
                paragraphs.add(line.strip());
                within = true;
            }
        }
        return paragraphs;
    }

    private static boolean isRow(String line) {
        return line.startsWith("|");
    }
}
