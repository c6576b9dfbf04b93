package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.MemorySegment;

/** Fills X, a few rows at a time, by bulk copies: column by column, or rows that are together already. */
final class RowSink {

    /** Values of rows that wait on the heap. */
    private static final int BUFFER = 1 << 15;

    /** Rows of a panel, see {@link Layout#PANELS}. */
    private static final int PANEL = 64;

    private final Matrix x;

    /** How many rows at a time. */
    final int height;

    private final double[] rows;
    private final double[] column = new double[PANEL];

    /** @param mostRows how many rows come column by column at most */
    RowSink(Matrix x, int mostRows) {
        this.x = x;
        boolean transposes = x.layout() == Layout.ROWS;
        this.height = transposes ? Math.clamp(BUFFER / x.features(), 1, mostRows) : mostRows;
        this.rows = new double[transposes ? height * x.features() : 0];
    }

    /** The values of a feature in rows that begin at this one. */
    void column(long row, int feature, double[] values, int count) {
        switch (x.layout()) {
            case ROWS -> {
                for (int i = 0; i < count; i++) {
                    rows[i * x.features() + feature] = values[i];
                }
            }
            case COLUMNS -> copy(values, 0, feature * x.stride() + row, count);
            case PANELS -> {
                for (int i = 0; i < count; ) {
                    int lane = (int) ((row + i) % PANEL);
                    int length = Math.min(PANEL - lane, count - i);
                    long panel = (row + i) / PANEL * PANEL * x.features();
                    copy(values, i, panel + (long) feature * PANEL + lane, length);
                    i += length;
                }
            }
        }
    }

    private void copy(double[] values, int from, long to, int count) {
        MemorySegment.copy(values, from, x.segment(), JAVA_DOUBLE, to * Double.BYTES, count);
    }

    /** The first of these rows, which lie one after the other, so many. */
    void rows(long row, double[] values, int count) {
        if (x.layout() == Layout.ROWS) {
            copy(values, 0, row * x.stride(), count * x.features());
            return;
        }
        for (int from = 0; from < count; from += PANEL) {
            int height = Math.min(PANEL, count - from);
            for (int j = 0; j < x.features(); j++) {
                for (int i = 0; i < height; i++) {
                    column[i] = values[(from + i) * x.features() + j];
                }
                column(row + from, j, column, height);
            }
        }
    }

    /** All features of these rows are there. */
    void rows(long row, int count) {
        if (x.layout() == Layout.ROWS) {
            copy(rows, 0, row * x.stride(), count * x.features());
        }
    }
}
