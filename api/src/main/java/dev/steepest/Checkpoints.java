package dev.steepest;

import org.jspecify.annotations.Nullable;

/** The checkpoints of one descent: when they are due, whose they are, who keeps them, and the one it goes on from. */
final class Checkpoints {

    private final Settings settings;
    private final String identity;
    private final String fingerprint;

    private Checkpoints(Settings settings, String identity, String fingerprint) {
        this.settings = settings;
        this.identity = identity;
        this.fingerprint = fingerprint;
    }

    /**
     * Looks at the data only where a checkpoint will be made or resumed.
     *
     * @throws IllegalArgumentException if the one to resume is of another descent or of other data
     */
    static Checkpoints of(Settings settings, Matrix x, Vector y, @Nullable Vector weights) {
        if (settings.checkpointEvery == 0 && settings.resumed == null) {
            return new Checkpoints(settings, "", "");
        }
        String identity = settings.identity(x);
        String fingerprint = weights == null ? Steepest.fingerprint(x, y) : Steepest.fingerprint(x, y, weights);
        if (settings.validation instanceof Validation.On others) {
            fingerprint += " validation: " + Steepest.fingerprint(others.x, others.y);
        }
        settings.checkResumed(identity, fingerprint);
        return new Checkpoints(settings, identity, fingerprint);
    }

    /** The state to go on from, null to begin. */
    @Nullable
    State resumed() {
        return settings.resumed == null ? null : new State(settings.resumed.state());
    }

    boolean isDueAfter(long epoch) {
        return settings.checkpointEvery > 0 && epoch > 0 && epoch % settings.checkpointEvery == 0;
    }

    void keep(State state) {
        settings.keeper.accept(Checkpoint.of(identity, fingerprint, state.parts()));
    }
}
