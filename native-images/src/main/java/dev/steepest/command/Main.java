package dev.steepest.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code steepest}. */
@Command(
        name = "steepest",
        description = "Gradient descent for linear models.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {
            "source <(steepest generate-completion) completes commands and options in bash and zsh.",
            "steepest COMMAND --help tells all options of a command, with examples."
        })
final class Main implements Runnable {

    private static final int WIDTH = 100;

    private final Console console;

    private Main(Console console) {
        this.console = console;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        StandardOutput standard = new StandardOutput();
        PrintStream out = new PrintStream(standard, false, System.out.charset());
        int code = run(out, System.err, args);
        out.flush();
        IOException loss = standard.loss();
        if (loss != null) {
            code = new Console(out, System.err)
                    .refuse(new CommandException("standard output cannot be written: " + loss.getMessage(), loss));
        }
        // After a signal the JVM is ending by itself, with the signal's status: System.exit would wait for that in
        // vain.
        if (code != Exit.DONE && code != Exit.INTERRUPTED) {
            System.exit(code);
        }
    }

    /** The whole command but for the end of the JVM; returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        Console console = new Console(out, err);
        try {
            return commandLine(console).execute(args);
        } catch (Throwable e) { // An Error is no reason for a stack trace either.
            return console.refuse(e);
        } finally {
            out.flush();
        }
    }

    static CommandLine commandLine(Console console) {
        CommandLine command = new CommandLine(new Main(console));
        for (Object subcommand : List.of(
                new FitCommand(console),
                new PredictCommand(console),
                new EvaluateCommand(console),
                new ExportCommand(),
                new InfoCommand(console),
                new BenchCommand(console))) {
            command.addSubcommand(subcommand);
        }
        command.addSubcommand(new AutoComplete.GenerateCompletion());
        Converters.register(command);
        command.setExpandAtFiles(false);
        command.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        command.setUsageHelpWidth(WIDTH);
        command.setOut(new PrintWriter(console.out(), true, console.out().charset()));
        command.setParameterExceptionHandler((e, arguments) -> misused(e, console));
        command.setExecutionExceptionHandler((e, failed, result) -> console.refuse(e));
        return command;
    }

    private static int misused(ParameterException e, Console console) {
        CommandLine command = e.getCommandLine();
        List<String> unmatched = command.getUnmatchedArguments();
        // A mistyped option is told before the required one that is missing because of it.
        String message = unmatched.isEmpty()
                ? String.valueOf(e.getMessage())
                : unmatched(new UnmatchedArgumentException(command, unmatched));
        console.say(message + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.REFUSED;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        String given = e.getUnmatched().get(0).replaceFirst("=.*", "");
        boolean isOption = given.startsWith("-");
        boolean isCommand = !isOption && command.getParent() == null;
        String message = isCommand ? "'" + given + "' is no command" : String.valueOf(e.getMessage());
        Set<String> known = isOption
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        return message
                + known.stream()
                        .max(Comparator.comparingInt(word -> common(word, given)))
                        .filter(word -> 2 * common(word, given) > word.length())
                        .map(word -> ", did you mean " + word + "?")
                        .orElse("");
    }

    /** How many characters two words share at their beginnings and ends. */
    private static int common(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int begin = 0;
        while (begin < shorter && a.charAt(begin) == b.charAt(begin)) {
            begin++;
        }
        int end = 0;
        while (end < shorter - begin && a.charAt(a.length() - 1 - end) == b.charAt(b.length() - 1 - end)) {
            end++;
        }
        return begin + end;
    }

    /** Without a command: what most people want to do. */
    @Override
    public void run() {
        PrintStream out = console.out();
        out.println("steepest fit data.csv --target price --model model.json");
        out.println("    fits a linear model to the other columns of data.csv and keeps it");
        out.println("steepest predict --model model.json new.csv");
        out.println("    predicts the target of every row of new.csv");
        out.println("steepest fit x.npy --target y.npy --method stochastic --json");
        out.println("    fits to NumPy arrays by stochastic descent, with the result as JSON");
        out.println();
        out.println("steepest --help tells more.");
    }
}
