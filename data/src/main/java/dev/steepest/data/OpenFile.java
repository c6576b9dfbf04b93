package dev.steepest.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of binary data: its bytes in native memory, by reading or mapping them, or a few at a time. One thread. */
final class OpenFile implements ArrayBytes, AutoCloseable {

    /** One call of the system reads no more than 2 GiB, and a buffer holds less. */
    private static final long CHUNK = 1 << 28;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private OpenFile(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    static OpenFile of(Path file) {
        Disk.requireFile(file);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new OpenFile(file, channel, channel.size());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    Path file() {
        return file;
    }

    /** Bytes, when the file was opened. */
    long size() {
        return size;
    }

    @Override
    public void get(long offset, ByteBuffer to) throws IOException {
        for (long at = offset; to.hasRemaining(); ) {
            int count = channel.read(to, at);
            if (count < 0) {
                throw new IOException("it was cut to bytes=" + at + " while it was read");
            }
            at += count;
        }
    }

    /** So many bytes from this one on, or fewer at the end of the file. */
    ByteBuffer start(int most) {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, size));
        try {
            get(0, bytes);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
        return bytes.flip();
    }

    /** Copies bytes into memory of the arena, aligned to 64. What other processes do to the file afterwards does not matter. */
    MemorySegment read(long offset, long length, Arena arena) {
        MemorySegment bytes = Allocation.bytes(file, arena, length);
        try {
            for (long done = 0; done < length; done += CHUNK) {
                get(
                        offset + done,
                        bytes.asSlice(done, Math.min(CHUNK, length - done)).asByteBuffer());
            }
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
        return bytes;
    }

    /** Views bytes: who reads them when another process has cut the file ends with the JVM (SIGBUS). */
    MemorySegment map(long offset, long length, Arena arena) {
        try {
            return channel.map(MapMode.READ_ONLY, offset, length, arena);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }
}
