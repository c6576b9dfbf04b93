package dev.steepest.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/** Tribuo's LinearSGDTrainer: squared loss, constant rate, an intercept (it knows no fit without). */
final class Tribuo {

    /** Kept here: the logging framework holds its loggers weakly, and with them their level. */
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    static {
        LOGGER.setLevel(Level.WARNING);
    }

    private static final int NO_LOGGING = -1;

    private final MutableDataset<Regressor> data;
    private final LinearSGDTrainer trainer;

    /**
     * @param rate α of our ℓ = δ²; Tribuo's is ½δ²
     */
    Tribuo(Shape shape, int epochs, int batchSize, double rate, boolean shuffled) {
        this.data = data(shape);
        // It takes the sum over a batch times the batch size, where the mean is meant.
        double theirs = 2 * rate / ((double) batchSize * batchSize);
        this.trainer =
                new LinearSGDTrainer(new SquaredLoss(), SGD.getSimpleSGD(theirs), epochs, NO_LOGGING, batchSize, 1);
        trainer.setShuffle(shuffled);
    }

    private static MutableDataset<Regressor> data(Shape shape) {
        RegressionFactory factory = new RegressionFactory();
        MutableDataset<Regressor> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("benchmark", factory), factory);
        // Tribuo sorts features by name.
        String[] names = IntStream.range(0, shape.features())
                .mapToObj(j -> String.format("%08d", j))
                .toArray(String[]::new);
        for (int i = 0; i < shape.rows(); i++) {
            double[] row = new double[shape.features()];
            for (int j = 0; j < row.length; j++) {
                row[j] = shape.value(i, j);
            }
            data.add(new ArrayExample<>(new Regressor("target", shape.target(i)), names, row));
        }
        return data;
    }

    /** θ, then b. */
    double[] fit() {
        return trainer.train(data).getWeightsCopy().getRow(0).toArray();
    }
}
