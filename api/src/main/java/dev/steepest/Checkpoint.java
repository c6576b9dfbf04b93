package dev.steepest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a descent needs to go on after one of its epochs, in another process or on another machine, as if it had never been interrupted: the
 * same bits. {@link GradientDescent#checkpoints} makes them, {@link GradientDescent#resume} takes them. Immutable; for any thread.
 */
public final class Checkpoint {

    private final String descent;
    private final String data;
    private final Map<String, long[]> state;

    private Checkpoint(String descent, String data, Map<String, long[]> state) {
        this.descent = descent;
        this.data = data;
        this.state = Collections.unmodifiableMap(state);
    }

    /**
     * A checkpoint that was kept somewhere, of the parts that the others of these methods tell.
     *
     * @throws IllegalArgumentException at {@code fit}, if it is not of the same descent on the same data, or a part of the state is missing
     */
    public static Checkpoint of(String descent, String data, Map<String, long[]> state) {
        return new Checkpoint(descent, data, new LinkedHashMap<>(state));
    }

    /** What was asked for: a descent goes on only as what it began. */
    public String descent() {
        return descent;
    }

    /** {@link Steepest#fingerprint} of X and y. */
    public String data() {
        return data;
    }

    /** The numbers of each part by name, float64 as their bits; for who keeps them, not to be modified. */
    public Map<String, long[]> state() {
        return state;
    }

    /** The epoch after which the descent goes on. */
    public long epoch() {
        return new State(state).number("epoch");
    }

    @Override
    public String toString() {
        return "Checkpoint[epoch=" + epoch() + " descent=" + descent + " data=" + data + "]";
    }
}
