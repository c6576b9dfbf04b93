package dev.steepest.data;

import dev.steepest.Checkpoint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Checkpoints, for the same program on another day. All numbers are big-endian:
 *
 * <pre>
 * 19 bytes   "steepest-checkpoint"
 * int        version, 1
 * text       what was asked for: its length in bytes, an int, and UTF-8
 * text       the data's fingerprint
 * int        how many parts follow, each
 *   text     its name
 *   int      how many numbers
 *   long …   the numbers, float64 as their bits
 * int        CRC-32C of all that is before
 * </pre>
 */
public final class CheckpointFile {

    private static final byte[] MAGIC = "steepest-checkpoint".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int CHUNK = 8192;

    private final Path file;
    private final DataInputStream in;
    private long left;

    private CheckpointFile(Path file, DataInputStream in, long left) {
        this.file = file;
        this.in = in;
        this.left = left;
    }

    /**
     * Writes a checkpoint. The file is replaced as a whole or not at all: a process that is killed leaves the one before.
     *
     * @param file the file
     * @param checkpoint what to write
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, Checkpoint checkpoint) {
        Disk.replace(file, out -> write(out, checkpoint));
    }

    private static void write(OutputStream file, Checkpoint checkpoint) throws IOException {
        CRC32C checksum = new CRC32C();
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(file, checksum), 1 << 16));
        out.write(MAGIC);
        out.writeInt(VERSION);
        writeText(out, checkpoint.descent());
        writeText(out, checkpoint.data());
        out.writeInt(checkpoint.state().size());
        for (Map.Entry<String, long[]> part : checkpoint.state().entrySet()) {
            writeText(out, part.getKey());
            out.writeInt(part.getValue().length);
            for (long number : part.getValue()) {
                out.writeLong(number);
            }
        }
        out.flush();
        out.writeInt((int) checksum.getValue());
        out.flush();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads a checkpoint.
     *
     * @param file the file
     * @return the checkpoint, every bit as it was written
     * @throws DataException if the file cannot be read, is no checkpoint or is damaged
     */
    public static Checkpoint read(Path file) {
        Disk.requireFile(file);
        CRC32C checksum = new CRC32C();
        try (FileInputStream open = new FileInputStream(file.toFile());
                InputStream bytes = new BufferedInputStream(open, 1 << 16);
                DataInputStream in = new DataInputStream(new CheckedInputStream(bytes, checksum))) {
            // Of the file that is open: by its name there may be another one meanwhile.
            long length = open.getChannel().size();
            return new CheckpointFile(file, in, length).read(checksum);
        } catch (EOFException e) {
            throw new DataException(Text.name(file) + " is no checkpoint: it ends too soon", e);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private Checkpoint read(CRC32C checksum) throws IOException {
        if (!Arrays.equals(take(Math.min(MAGIC.length, left)), MAGIC)) {
            throw damaged("it does not begin with '" + new String(MAGIC, StandardCharsets.US_ASCII) + "'");
        }
        int version = number();
        if (version != VERSION) {
            throw new DataException(Text.name(file) + " is a checkpoint of version=" + version
                    + ", this Steepest reads version=" + VERSION);
        }
        String descent = text();
        String data = text();
        Map<String, long[]> state = new LinkedHashMap<>();
        for (int parts = number(); parts > 0; parts--) {
            state.put(text(), numbers());
        }
        int expected = (int) checksum.getValue();
        if (number() != expected || left != 0) {
            throw damaged("its checksum is not that of its content: it is damaged");
        }
        return Checkpoint.of(descent, data, state);
    }

    /** Nothing is allocated that the file is too short for. */
    private byte[] take(long length) throws IOException {
        if (length < 0 || length > left) {
            throw new EOFException();
        }
        left -= length;
        return in.readNBytes((int) length);
    }

    private int number() throws IOException {
        return ByteBuffer.wrap(take(Integer.BYTES)).getInt();
    }

    private String text() throws IOException {
        return new String(take(number()), StandardCharsets.UTF_8);
    }

    private long[] numbers() throws IOException {
        int length = number();
        if (length < 0 || (long) length * Long.BYTES > left) {
            throw new EOFException();
        }
        long[] numbers = new long[length];
        for (int from = 0; from < length; from += CHUNK) {
            int count = Math.min(CHUNK, length - from);
            ByteBuffer.wrap(take((long) count * Long.BYTES)).asLongBuffer().get(numbers, from, count);
        }
        return numbers;
    }

    private DataException damaged(String reason) {
        return new DataException(Text.name(file) + " is no checkpoint: " + reason);
    }
}
