package dev.steepest.data;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes predictions as they are made, in constant memory. A file is replaced as a whole or not at all. */
public final class PredictionFile {

    /** Makes predictions, some at a time. */
    public interface Predictions {
        /**
         * Makes the next ones.
         *
         * @param values receives them, from the first element on
         * @return how many; 0 when there are no more
         */
        int next(double[] values);
    }

    /** How many at a time: a chunk of DuckDB's. */
    private static final int BATCH = 2048;

    private static final String COLUMN = "prediction";

    /** The file names that {@link #write} knows. */
    private static final List<String> EXTENSIONS = List.of(".csv", ".npy", ".parquet");

    private PredictionFile() {}

    /**
     * Whether {@link #write} knows a kind of file of this name.
     *
     * @param file the file
     */
    public static boolean isKnown(Path file) {
        return EXTENSIONS.stream().anyMatch(extension -> has(file, extension));
    }

    private static boolean has(Path file, String extension) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    /**
     * Writes all predictions: a {@code .npy} array of one dimension, or a {@code .csv} or {@code .parquet} file of the column
     * 'prediction'. Numbers as text are the shortest that read back as the same bits.
     *
     * @param file the file
     * @param predictions what to write
     * @param text what 0 and 1 are written as, if they are classes; null: predictions are numbers
     * @throws DataException if the file cannot be written
     * @throws IllegalArgumentException if the name is of none of these kinds
     */
    public static void write(Path file, Predictions predictions, @Nullable Classes text) {
        if (has(file, ".npy")) {
            Disk.replace(file, out -> writeNpy(out, predictions));
        } else if (has(file, ".csv")) {
            Disk.replace(file, out -> writeCsv(out, predictions, text));
        } else if (has(file, ".parquet")) {
            Disk.replaceByName(file, temporary -> ParquetPredictions.write(file, temporary, predictions));
        } else {
            throw new IllegalArgumentException("no kind of predictions: " + Text.name(file));
        }
    }

    /** The header tells the rows, which nobody knows before the end: it is written twice. */
    private static void writeNpy(OutputStream out, Predictions predictions) throws IOException {
        if (!(out instanceof FileOutputStream file)) {
            throw new IOException("a pipe cannot be a .npy file, whose header tells the rows");
        }
        out.write(NpyHeader.ofVector(0));
        double[] values = new double[BATCH];
        ByteBuffer bytes = ByteBuffer.allocate(BATCH * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long rows = 0;
        for (int count = predictions.next(values); count > 0; count = predictions.next(values)) {
            bytes.asDoubleBuffer().put(values, 0, count);
            out.write(bytes.array(), 0, count * Double.BYTES);
            rows += count;
        }
        FileChannel channel = file.getChannel();
        ByteBuffer header = ByteBuffer.wrap(NpyHeader.ofVector(rows));
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
    }

    private static void writeCsv(OutputStream out, Predictions predictions, @Nullable Classes text) throws IOException {
        out.write((COLUMN + "\n").getBytes(StandardCharsets.US_ASCII));
        double[] values = new double[BATCH];
        for (int count = predictions.next(values); count > 0; count = predictions.next(values)) {
            out.write(lines(values, count, text).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Numbers as text, or the names of classes as fields of CSV, one a line.
     *
     * @param values the numbers
     * @param count how many of them
     * @param text what 0 and 1 are written as; null: numbers
     * @return the lines
     */
    public static String lines(double[] values, int count, @Nullable Classes text) {
        StringBuilder lines = new StringBuilder();
        String negative = text == null ? "" : field(text.negative());
        String positive = text == null ? "" : field(text.positive());
        for (int i = 0; i < count; i++) {
            if (text == null) {
                lines.append(values[i]);
            } else {
                lines.append(values[i] > 0 ? positive : negative);
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private static String field(String name) {
        boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Whether a file of this name takes text.
     *
     * @param file the file
     */
    public static boolean takesText(Path file) {
        return has(file, ".csv");
    }
}
