package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Epoch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a terminal is shown, by a clock of the test's own. */
class ProgressLineTest {

    private static final long SECOND = 1_000_000_000;

    private record Told(long number, double cost) implements Epoch {
        @Override
        public double gradientNorm() {
            return 1;
        }

        @Override
        public double learningRate() {
            return 1;
        }

        @Override
        public double validationCost() {
            return Double.NaN;
        }
    }

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now = 5 * SECOND;

    private ProgressLine line(long maxEpochs) {
        return new ProgressLine(new PrintStream(shown, true, StandardCharsets.UTF_8), maxEpochs, () -> now);
    }

    private void assertShown(String expected) {
        assertEquals(expected, shown.toString(StandardCharsets.UTF_8));
        shown.reset();
    }

    @Test
    void speedAndTimeLeft() {
        ProgressLine line = line(1000);
        line.epoch(new Told(0, 5));
        assertShown("");
        now += SECOND / 2;
        line.epoch(new Told(100, 2.5));
        assertShown("\repoch 100 of at most 1000, cost 2.500000, 200 epochs/s, at most 4 s left");
        now += SECOND / 20;
        line.epoch(new Told(101, 2.4));
        assertShown("");
        line.erase();
        assertShown("\r" + " ".repeat(72) + "\r");
    }

    @Test
    void fitsThatTakeTheirTime() {
        ProgressLine line = line(1_000_000);
        line.epoch(new Told(10, 5));
        now += 20 * SECOND;
        line.epoch(new Told(20, 1234567.8));
        assertShown("\repoch 20 of at most 1000000, cost 1234568, 0.500 epochs/s, at most 23 d 3 h left");
        now += 480 * SECOND;
        line.epoch(new Told(500_010, 0.5));
        assertShown("\repoch 500010 of at most 1000000, cost 0.5000000, 1000 epochs/s, at most 8 min 19 s left");
        now += SECOND / 2;
        line.epoch(new Told(500_020, Double.NaN));
        assertShown(
                "\repoch 500020 of at most 1000000, cost NaN, 999 epochs/s, at most 8 min 20 s left" + " ".repeat(7));
    }

    @Test
    void nothingToErase() {
        line(10).erase();
        assertShown("");
    }
}
