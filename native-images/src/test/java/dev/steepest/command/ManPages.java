package dev.steepest.command;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The text of the man pages, one for each command, as AsciiDoc, of which the build makes the pages: they say what {@code --help} says. */
final class ManPages {

    private ManPages() {}

    /** Writes them to the directory that is given. */
    public static void main(String[] args) throws IOException {
        CommandLine steepest = Main.commandLine(new Console(System.out, System.err));
        int code = ManPageGenerator.generateManPage(
                new File(args[0]), null, new boolean[0], true, new CommandSpec[] {steepest.getCommandSpec()});
        if (code != 0) {
            throw new IOException("the man pages could not be written: code=" + code);
        }
    }

    /** All commands, the one without a name first. */
    static List<CommandSpec> commands() {
        CommandSpec steepest =
                Main.commandLine(new Console(System.out, System.err)).getCommandSpec();
        List<CommandSpec> commands = new ArrayList<>(List.of(steepest));
        steepest.subcommands().values().forEach(command -> commands.add(command.getCommandSpec()));
        return commands;
    }
}
