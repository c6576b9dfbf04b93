package dev.steepest.command;

import dev.steepest.Layout;
import dev.steepest.data.CsvOptions;
import dev.steepest.data.DataException;
import dev.steepest.data.Findings;
import dev.steepest.data.ReadOptions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How DATA is read. */
final class ReadingOptions {

    /** What becomes of a text that is none of a column's values that a model knows. */
    private enum Unseen {
        REFUSE,
        ZERO
    }

    private static final String STANDARD_INPUT = "-";

    /** That a message tells. */
    private static final int MOST_NAMES = 10;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv or tsv: what DATA is, whatever its name. DATA may then be -, standard input.")
    private CsvOptions.@Nullable Format format;

    @Option(
            names = "--decimal",
            paramLabel = "C",
            description = "What divides a number of CSV from its fraction: . (default) or a comma.")
    private String decimal = ".";

    @Option(
            names = "--no-header",
            description = "The first row of CSV is a row like the others: columns are x0, x1, …, the target a number.")
    private boolean noHeader;

    @Option(
            names = "--missing",
            paramLabel = "WORDS",
            description =
                    "What stands for a missing value in CSV, besides the empty cell: words, separated by commas. Default: NA, N/A,"
                            + " n/a, #N/A, NaN, nan, NULL, null, None and ?.")
    private @Nullable String missing;

    @Option(
            names = "--unseen",
            paramLabel = "WHAT",
            description =
                    "A text that is none of those that a model knows of a column: refuse (default), or zero, which makes all features of"
                            + " that column 0 and tells how often.")
    private Unseen unseen = Unseen.REFUSE;

    static void register(picocli.CommandLine command) {
        command.registerConverter(Unseen.class, Converters.choice(Unseen.values()));
        command.registerConverter(CsvOptions.Format.class, Converters.choice(CsvOptions.Format.values()));
    }

    /** Refuses what cannot be meant. */
    void check(String data) {
        if (!decimal.equals(".") && !decimal.equals(",")) {
            throw new CommandException("--decimal=" + decimal + " is neither . nor ,");
        }
        if (data.equals(STANDARD_INPUT) && format == null) {
            throw new CommandException("DATA=- is standard input: say --format csv or --format tsv");
        }
    }

    ReadOptions of(boolean oneHot, boolean dropNull, boolean labels, Layout layout, long mapsAbove) {
        Set<String> words = missing == null
                ? CsvOptions.MISSING
                : Stream.of(missing.split(",")).map(String::strip).collect(Collectors.toSet());
        CsvOptions csv = new CsvOptions(format, decimal.charAt(0), !noHeader, words);
        return new ReadOptions(oneHot, dropNull, unseen == Unseen.ZERO, labels, layout, mapsAbove, csv);
    }

    /** The same refusal, with the option that helps. */
    RuntimeException advised(DataException e, boolean canDrop, boolean canSpread) {
        return switch (e.remedy()) {
            case NONE -> e;
            case DROP_NULL -> canDrop ? advised(e, "--drop-null leaves such rows out") : e;
            case ONE_HOT -> canSpread ? advised(e, "--one-hot makes a feature of each value of a column of text") : e;
            case LABELS -> advised(e, "--loss logistic takes two labels of any kind");
            case DECIMAL -> advised(e, "--decimal , reads numbers with a decimal comma");
            case UNSEEN -> advised(e, "--unseen zero goes on");
        };
    }

    private static CommandException advised(DataException e, String advice) {
        return new CommandException(e.getMessage() + ": " + advice, e);
    }

    /** What reading found, before the rows are used. */
    static void tellIgnored(Findings findings, String of, Console console) {
        findings.notes().forEach(note -> console.say(of + note));
        if (!findings.ignored().isEmpty()) {
            console.say(of + "columns that the model does not know are ignored: " + list(findings.ignored()));
        }
    }

    /** What reading found, when it has come to its end. */
    static void tellUnseen(Findings findings, String of, Console console) {
        if (findings.unseen() > 0) {
            console.say(
                    of + "values that the model does not know, taken for none of those it knows: " + findings.unseen());
        }
    }

    static String list(List<String> names) {
        String first =
                names.stream().limit(MOST_NAMES).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? first : first + ", … (" + names.size() + ")";
    }
}
