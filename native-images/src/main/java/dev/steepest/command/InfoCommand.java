package dev.steepest.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What this machine gives to a fit; belongs in every bug report. */
@Command(
        name = "info",
        description = "Tells version, kernel, JVM and machine: put it into bug reports.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {"Example:", "  steepest info"})
final class InfoCommand implements Callable<Integer> {

    private final Console console;

    InfoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String kernel = ChosenKernel.describe();
        console.out().println("steepest " + Version.current());
        console.out().println(kernel);
        console.out()
                .println("java=" + System.getProperty("java.version") + " home="
                        + System.getProperty("java.home", "none"));
        console.out().println("cores=" + Runtime.getRuntime().availableProcessors());
        WiderCpu.advice().ifPresent(console::say);
        return Exit.DONE;
    }
}
