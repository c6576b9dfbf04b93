package dev.steepest.command;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.data.Features;
import dev.steepest.data.PredictionFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;

/** The predictions of a model for some rows after the other. */
final class Predictor implements PredictionFile.Predictions {

    private final Model model;
    private final Features features;
    private final DoubleUnaryOperator written;
    private MemorySegment memory = MemorySegment.NULL;
    private long made;
    private long taken;

    /** @param written what becomes of a prediction */
    Predictor(Model model, Features features, DoubleUnaryOperator written) {
        this.model = model;
        this.features = features;
        this.written = written;
    }

    @Override
    public int next(double[] values) {
        if (taken == made) {
            made = predict();
            taken = 0;
        }
        int count = (int) Math.min(values.length, made - taken);
        MemorySegment.copy(memory, JAVA_DOUBLE, taken * Double.BYTES, values, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] = written.applyAsDouble(values[i]);
        }
        taken += count;
        return count;
    }

    private long predict() {
        if (!features.next()) {
            return 0;
        }
        Matrix x = features.x();
        long bytes = x.rows() * Double.BYTES;
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, 64);
        }
        model.predict(x, Vector.wrap(memory.asSlice(0, bytes)));
        return x.rows();
    }
}
