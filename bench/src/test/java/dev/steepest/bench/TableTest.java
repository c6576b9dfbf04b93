package dev.steepest.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Table.Measurement measurement(String name, Shape shape, double microseconds, double error) {
        return new Table.Measurement(name, shape, microseconds, error);
    }

    /** 1000 × 8 float64 are 64,000 bytes: 64 GB/s in a microsecond. */
    @Test
    void sharesAreOfTheFasterReadAtTheSameShape() {
        Table table = new Table();
        table.add(measurement("A.read", new Shape(1000, 8), 2, 0.2));
        table.add(measurement("B.read", new Shape(1000, 8), 1, 0.01));
        table.add(measurement("A.gradient", new Shape(1000, 8), 4, 1));
        table.add(measurement("A.gradient", new Shape(10, 8), 0.1, Double.NaN));
        table.add(Table.Measurement.parse("P.numpy 1000x8 0.000008"));
        assertEquals("""
                | GB/s of X, share of the read limit, ns a row | 10x8 | 1000x8 |
                |---|---|---|
                | A.read | – | 32.0 ± 10 %, 50 %, 2.00 |
                | B.read | – | 64.0 ± 1 %, 100 %, 1.00 |
                | A.gradient | 6.4, 10.00 | 16.0 ± 25 %, 25 %, 4.00 |
                | P.numpy | – | 8.0, 13 %, 8.00 |
                """, table.toString());
    }

    @Test
    void columnsAscendByBytes() {
        Table table = new Table();
        table.add(measurement("a", new Shape(512, 256), 1, Double.NaN));
        table.add(measurement("a", new Shape(8192, 4), 1, Double.NaN));
        table.add(measurement("a", new Shape(512, 64), 1, Double.NaN));
        assertEquals(
                "| GB/s of X, share of the read limit, ns a row | 8192x4 | 512x64 | 512x256 |",
                table.toString().lines().findFirst().orElseThrow());
    }

    @Test
    void aLineOfAnotherFormIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Table.Measurement.parse("numpy 8x8"));
        assertEquals("not `name shape seconds`: numpy 8x8", e.getMessage());
    }

    @Test
    void percentilesAreNanoseconds() {
        Histogram picoseconds = new Histogram(1_000_000, 5);
        for (int i = 1; i <= 1000; i++) {
            picoseconds.recordValue(i * 100L);
        }
        assertEquals("| call | 50.0 | 99.0 | 99.9 |", LatencyBench.line("call", picoseconds));
    }
}
