package dev.steepest.data;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** NumPy's archives of arrays ({@code numpy.savez}, {@code numpy.savez_compressed}): a ZIP file of NPY files. */
final class NpzFile implements AutoCloseable {

    private static final String EXTENSION = ".npy";
    private static final int BUFFER = 1 << 16;

    /** Deflate cannot do better: 258 bytes from two bits. */
    private static final long BEST_RATIO = 1032;

    private final Path file;
    private final long length;
    private final ZipFile zip;

    private NpzFile(Path file, long length, ZipFile zip) {
        this.file = file;
        this.length = length;
        this.zip = zip;
    }

    static NpzFile open(Path file) {
        Disk.requireFile(file);
        try {
            return new NpzFile(file, Files.size(file), new ZipFile(file.toFile()));
        } catch (ZipException | IllegalArgumentException e) {
            throw new DataException(Text.name(file) + " is no NPZ file: " + reason(e), e);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    /** The names of the arrays, without .npy, in the order of the archive. */
    List<String> names() {
        List<String> names = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(EXTENSION))
                .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                .toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw damaged(name, "it is there twice");
            }
        }
        return names;
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

    /** An array, unpacked into memory of the arena. */
    NpyArray array(String name, Arena arena) {
        MemorySegment bytes = bytes(name, arena);
        ByteBuffer start =
                bytes.asSlice(0, Math.min(NpyHeader.MOST, bytes.byteSize())).asByteBuffer();
        NpyHeader header = NpyHeader.read(member(name), start, bytes.byteSize());
        return new NpyArray(member(name), header, (offset, to) -> {
            MemorySegment.copy(bytes, offset, MemorySegment.ofBuffer(to), 0, to.remaining());
            to.position(to.limit());
        });
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
        long size = size(name, entry);
        CRC32 checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
            MemorySegment bytes = Allocation.bytes(member(name), arena, size);
            if (copy(in, bytes) < size) {
                throw damaged(name, "it ends before its bytes=" + size);
            }
            if (in.read() >= 0) {
                throw damaged(name, "it goes on behind its bytes=" + size);
            }
            if (checksum.getValue() != entry.getCrc()) {
                throw damaged(name, "its checksum is not that of its content");
            }
            return bytes;
        } catch (IOException e) {
            throw damaged(name, reason(e));
        }
    }

    /** Of no claim is more believed than what the archive has room for. */
    private long size(String name, ZipEntry entry) {
        long size = entry.getSize();
        long packed = entry.getCompressedSize();
        if (packed < 0 || packed > length) {
            throw damaged(name, "it claims packed bytes=" + packed + ", the archive has bytes=" + length);
        }
        boolean isStored = entry.getMethod() == ZipEntry.STORED;
        if (size < 1 || (isStored ? size != packed : size / BEST_RATIO > packed)) {
            throw damaged(name, "it claims bytes=" + size + " from bytes=" + packed);
        }
        return size;
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

    private static String reason(Exception e) {
        return e.getMessage() == null ? "its directory makes no sense" : Text.shortened(e.getMessage(), 120);
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
