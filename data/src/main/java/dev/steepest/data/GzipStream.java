package dev.steepest.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a {@code .gz} file holds (RFC 1952): its members one after the other, checksum and length of each verified. Zeros
 * behind the last are padding. What {@link java.util.zip.GZIPInputStream} leaves out in silence is refused: a member whose
 * header is damaged or cut, and all that follows it.
 *
 * <p>Reading throws a {@link DataException} that tells what is wrong with the file; an {@link IOException} is one of the disk.
 */
final class GzipStream extends InputStream {

    private static final int BUFFER = 1 << 16;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final Path file;
    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int count;
    private boolean inMember;
    private boolean ended;

    private GzipStream(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Opens a file and reads the header of its first member. An interrupted thread can read on. */
    static GzipStream open(Path file) throws IOException {
        GzipStream stream = new GzipStream(file, Files.newInputStream(file));
        try {
            if (!stream.fill()) {
                throw stream.refused("is no gzip file: it is empty");
            }
            stream.begin("is no gzip file: it does not begin with the bytes 1f 8b 08");
            return stream;
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || isNextMember()) {
            int done = inflate(to, offset, length);
            if (done > 0) {
                checksum.update(to, offset, done);
                return done;
            }
            if (inflater.finished()) {
                end();
            } else if (inflater.needsInput()) {
                require(fill());
                inflater.setInput(buffer, 0, count);
            } else {
                throw damaged("it asks for a dictionary");
            }
        }
        return -1;
    }

    private int inflate(byte[] to, int offset, int length) {
        try {
            return inflater.inflate(to, offset, length);
        } catch (DataFormatException e) {
            throw damaged(Text.shortened(String.valueOf(e.getMessage()), 120));
        }
    }

    private void begin(String otherwise) throws IOException {
        if (take() != 0x1F || take() != 0x8B || take() != 8) {
            throw refused(otherwise);
        }
        int flags = take();
        if ((flags & RESERVED) != 0) {
            throw damaged("unknown flags=" + flags + " in a header");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(take() + (take() << 8));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECK) != 0) {
            skip(2);
        }
        checksum.reset();
        inflater.reset();
        inflater.setInput(buffer, next, count - next);
        inMember = true;
    }

    private void end() throws IOException {
        next = count - inflater.getRemaining();
        long expected = number();
        if (expected != checksum.getValue()) {
            throw damaged("its checksum is not that of its content");
        }
        long length = number();
        if (length != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw damaged("its length is not that of its content");
        }
        inMember = false;
    }

    private boolean isNextMember() throws IOException {
        if (ended) {
            return false;
        }
        boolean more = next < count || fill();
        if (more && buffer[next] != 0) {
            begin("is damaged: what follows a complete part is none");
            return true;
        }
        while (next < count || fill()) {
            if (buffer[next++] != 0) {
                throw damaged("more behind the zeros at its end");
            }
        }
        ended = true;
        return false;
    }

    private long number() throws IOException {
        long low = take() | take() << 8;
        long high = take() | take() << 8;
        return low | high << 16;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            take();
        }
    }

    private void skipText() throws IOException {
        int last = take();
        while (last != 0) {
            last = take();
        }
    }

    private int take() throws IOException {
        require(next < count || fill());
        return buffer[next++] & 0xFF;
    }

    private boolean fill() throws IOException {
        next = 0;
        count = Math.max(0, in.read(buffer));
        return count > 0;
    }

    private void require(boolean more) {
        if (!more) {
            throw refused("is cut short: it ends within its compressed content");
        }
    }

    private DataException damaged(String reason) {
        return refused("is damaged: " + reason);
    }

    private DataException refused(String reason) {
        return new DataException(Text.name(file) + " " + reason);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
