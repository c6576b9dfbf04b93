package dev.steepest.command;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Vector;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Predictions as text, one a line, the shortest that read back as the same bits. */
final class PredictionText {

    private static final int CHUNK = 4096;

    /** Takes text; returns false to hear no more. */
    private interface Sink {
        boolean accept(String text) throws IOException;
    }

    private PredictionText() {}

    /** To a stream, until its reader has had enough. */
    static void print(Vector predictions, PrintStream out) {
        try {
            lines(predictions, text -> {
                out.print(text);
                return !out.checkError();
            });
        } catch (IOException e) {
            throw new AssertionError("a print stream keeps its failures to itself", e);
        }
    }

    /** To a CSV file, which is replaced as a whole or not at all; devices and pipes are written directly. */
    static void write(Vector predictions, Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                write(predictions, new FileOutputStream(file.toFile()));
            } else {
                replace(predictions, Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
            }
        } catch (IOException e) {
            throw new CommandException("--out=" + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void replace(Vector predictions, Path file) throws IOException {
        Path temporary =
                file.resolveSibling(".steepest-" + ProcessHandle.current().pid() + ".tmp");
        try {
            write(predictions, new FileOutputStream(temporary.toFile()));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(Vector predictions, OutputStream file) throws IOException {
        try (OutputStream out = file) {
            out.write("prediction\n".getBytes(StandardCharsets.US_ASCII));
            lines(predictions, text -> {
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                return true;
            });
        }
    }

    /** In bulk: single accesses to native memory are slow in native images. */
    private static void lines(Vector predictions, Sink sink) throws IOException {
        double[] values = new double[CHUNK];
        boolean wanted = true;
        for (long first = 0; wanted && first < predictions.length(); first += CHUNK) {
            int count = (int) Math.min(CHUNK, predictions.length() - first);
            MemorySegment.copy(predictions.segment(), JAVA_DOUBLE, first * Double.BYTES, values, 0, count);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(values[i]).append('\n');
            }
            wanted = sink.accept(text.toString());
        }
    }
}
