package dev.steepest.kernel;

/** δ = z − y:  ℓ = δ²,  e = 2δ. */
public class SquaredErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        double difference = z - target;
        return difference * difference;
    }

    @Override
    public final double error(double z, double target) {
        double difference = z - target;
        return difference + difference;
    }
}
