package dev.steepest.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command, run inside this JVM; or, when the images are tested, as the image. */
record Run(int code, String out, String err) {

    static final Path DIABETES = Path.of("..", "examples", "diabetes.csv");

    /** Where the images are, if it is them that are tested. */
    static final @Nullable String IMAGES = System.getProperty("steepest.images");

    static Run of(Object... arguments) {
        return IMAGES == null ? inside(arguments) : image(List.of(), arguments);
    }

    static Run image(List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(IMAGES + "/bin/steepest");
        command.addAll(options);
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return process(command);
    }

    /** Any command. */
    static Run process(List<String> command) {
        try {
            Path err = Files.createTempFile("err", ".txt");
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            Run run = new Run(code, out, Files.readString(err));
            Files.delete(err);
            return run;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Run inside(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = new String[arguments.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = arguments[i].toString();
        }
        int code = Main.run(stream(out), stream(err), args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    Map<String, Object> json() {
        return Json.object(out);
    }
}
