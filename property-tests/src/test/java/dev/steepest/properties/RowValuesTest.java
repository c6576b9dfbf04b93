package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.steepest.kernel.RowValues;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowValuesTest {

    /** More than a buffer holds: a file with holes, so that it needs no memory. */
    private static final int LENGTH = (1 << 28) + 1;

    @TempDir
    Path dir;

    @Test
    void aVectorLongerThanABuffer() throws IOException {
        try (FileChannel file = FileChannel.open(
                        dir.resolve("y"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            int[] rows = {0, (1 << 27) - 1, 1 << 27, (1 << 28) - 1, 1 << 28};
            for (int row : rows) {
                ByteBuffer value = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.nativeOrder());
                file.write(value.putDouble(row + 0.5).flip(), row * (long) Double.BYTES);
            }
            MemorySegment segment = file.map(MapMode.READ_ONLY, 0, LENGTH * (long) Double.BYTES, arena);
            RowValues values = new RowValues(segment);
            for (int row : rows) {
                assertEquals(row + 0.5, values.get(row));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> values.get(LENGTH));
        }
    }
}
