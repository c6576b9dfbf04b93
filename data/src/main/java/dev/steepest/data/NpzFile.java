package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's archives of arrays ({@code numpy.savez}, {@code numpy.savez_compressed}): a ZIP file of NPY files. */
final class NpzFile implements AutoCloseable {

    private static final String EXTENSION = ".npy";
    private static final int BUFFER = 1 << 16;

    /** Deflate cannot do better: 258 bytes from two bits. */
    private static final long BEST_RATIO = 1032;

    private final Path file;
    private final ZipFile zip;

    private NpzFile(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    static NpzFile open(Path file) {
        Disk.requireFile(file);
        try {
            return new NpzFile(file, new ZipFile(file.toFile()));
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(
                    Text.name(file) + " is no NPZ file: " + Text.shortened(String.valueOf(e.getMessage()), 120), e);
        }
    }

    /** The names of the arrays, without .npy, in the order of the archive. */
    List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(EXTENSION))
                .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                .distinct()
                .toList();
    }

    /** The only array but the one of this name. */
    String other(String target) {
        List<String> others =
                names().stream().filter(name -> !name.equals(target)).toList();
        if (others.size() != 1) {
            throw new DataException(Text.name(file) + " has arrays=" + others.size() + " that may be X"
                    + (others.isEmpty() ? "" : ": " + Text.list(others)) + "; save one besides the target");
        }
        return others.get(0);
    }

    Matrix matrix(String name, Arena arena) {
        return NpyFile.of(member(name), bytes(name, arena), arena, false);
    }

    Vector vector(String name, Arena arena) {
        return NpyFile.vector(NpyFile.of(member(name), bytes(name, arena), arena, true), arena);
    }

    /** For messages: as if the archive were a directory. */
    private Path member(String name) {
        try {
            return file.resolve(name + EXTENSION);
        } catch (InvalidPathException e) {
            return file;
        }
    }

    private MemorySegment bytes(String name, Arena arena) {
        ZipEntry entry = zip.getEntry(name + EXTENSION);
        long size = entry.getSize();
        if (size < 1 || size / BEST_RATIO > entry.getCompressedSize()) {
            throw damaged(name, "it claims bytes=" + size + " from bytes=" + entry.getCompressedSize());
        }
        try (InputStream in = zip.getInputStream(entry)) {
            MemorySegment bytes = Allocation.vector(member(name), arena, Math.ceilDiv(size, Double.BYTES))
                    .segment()
                    .asSlice(0, size);
            if (copy(in, bytes) < size) {
                throw damaged(name, "it ends before its bytes=" + size);
            }
            return bytes;
        } catch (IOException e) {
            throw damaged(name, Text.shortened(String.valueOf(e.getMessage()), 120));
        }
    }

    private static long copy(InputStream in, MemorySegment to) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, to.byteSize())];
        long done = 0;
        while (done < to.byteSize()) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, to.byteSize() - done));
            if (count < 0) {
                break;
            }
            MemorySegment.copy(MemorySegment.ofArray(buffer), 0, to, done, count);
            done += count;
        }
        return done;
    }

    private DataException damaged(String name, String reason) {
        return new DataException(Text.name(file) + " is damaged: " + Text.quoted(name) + ": " + reason);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }
}
