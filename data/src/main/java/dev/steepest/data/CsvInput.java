package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bytes of a CSV file, as often as they are wanted: as they lie on disk, inflated, or kept from standard input. */
final class CsvInput {

    private static final int CHUNK = 1 << 20;

    /** Enough text to tell from how well the rest will be compressed. */
    private static final int PROBE = 1 << 22;

    /** On top of an estimate, so that most files need no second allocation. */
    private static final double MARGIN = 1.02;

    private final String name;
    private final Path file;
    private final boolean compressed;
    private final @Nullable List<MemorySegment> kept;
    private final boolean tabs;

    private CsvInput(Source source, boolean compressed, @Nullable List<MemorySegment> kept, boolean tabs) {
        this.name = source.name();
        this.file = source.path();
        this.compressed = compressed;
        this.kept = kept;
        this.tabs = tabs;
    }

    /** Standard input is read to its end, and kept until nobody refers to it. */
    static CsvInput of(Source source, CsvOptions options) {
        Path file = source.path();
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean tabs = options.format() == null
                ? name.endsWith(".tsv") || name.endsWith(".tsv.gz")
                : options.format() == CsvOptions.Format.TSV;
        if (source.isStandardInput()) {
            return new CsvInput(source, false, keep(System.in), tabs);
        }
        Disk.requireFile(file);
        return new CsvInput(source, name.endsWith(".gz"), null, tabs);
    }

    private static List<MemorySegment> keep(InputStream in) {
        List<MemorySegment> chunks = new ArrayList<>();
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = in.readNBytes(chunk, 0, CHUNK); count > 0; count = in.readNBytes(chunk, 0, CHUNK)) {
                MemorySegment copy = Arena.ofAuto().allocate(count);
                MemorySegment.copy(chunk, 0, copy, JAVA_BYTE, 0, count);
                chunks.add(copy);
            }
            return chunks;
        } catch (IOException e) {
            throw new DataException(
                    "standard input cannot be read: " + Text.shortened(String.valueOf(e.getMessage()), 120), e);
        } catch (OutOfMemoryError e) {
            throw new DataException("standard input does not fit in memory: save it as a file first", e);
        }
    }

    /** For messages. */
    String name() {
        return name;
    }

    /** Whether tabs separate fields, whatever the header has. */
    boolean hasTabs() {
        return tabs;
    }

    DataException unreadable(IOException e) {
        return Disk.unreadable(file, e);
    }

    /** From this byte of the text on. Not a channel, which an interrupted thread could not read. */
    InputStream at(long offset) throws IOException {
        InputStream in = open();
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private InputStream open() throws IOException {
        if (kept != null) {
            return new SequenceInputStream(Collections.enumeration(
                    kept.stream().<InputStream>map(Chunk::new).toList()));
        }
        return compressed ? GzipStream.open(file) : Files.newInputStream(file);
    }

    /** Whether what {@link #lines} and {@link #bytes} tell is an estimate. */
    boolean isEstimated() {
        return compressed;
    }

    /** How many bytes the text has. */
    long bytes() throws IOException {
        return kept == null
                ? Files.size(file)
                : kept.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /** How many lines the text has at most, however its fields are quoted; an estimate if it is compressed. */
    long lines() throws IOException {
        if (compressed) {
            return estimate();
        }
        if (kept == null) {
            return CsvText.lines(file);
        }
        try (InputStream in = open()) {
            return 1 + CsvText.ends(in, (byte) 0, Long.MAX_VALUE);
        }
    }

    /** As if the rest were like the beginning. */
    private long estimate() throws IOException {
        long size = Files.size(file);
        try (GzipStream in = GzipStream.open(file)) {
            long lines = CsvText.ends(in, (byte) 0, PROBE);
            long taken = in.taken();
            return taken >= size ? lines + 1 : 1 + (long) (MARGIN * lines * size / taken);
        }
    }

    /** What was read, a part of it. */
    private static final class Chunk extends InputStream {

        private final MemorySegment bytes;
        private long next;

        Chunk(MemorySegment bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return next == bytes.byteSize() ? -1 : bytes.get(JAVA_BYTE, next++) & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int count = (int) Math.min(length, bytes.byteSize() - next);
            MemorySegment.copy(bytes, JAVA_BYTE, next, to, offset, count);
            next += count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
