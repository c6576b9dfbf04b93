package dev.steepest;

import org.jspecify.annotations.Nullable;

/**
 * Where the events of one fit go: to Flight Recorder, which keeps them if they are enabled, from when it has been started; or nowhere. To make the first event is to start it, which takes
 * more than a small fit does in a JVM that has just begun: so none is made before.
 */
final class Journal {

    private @Nullable FlightRecorder recorder = FlightRecorder.ifStarted();

    /** A fit begins. */
    static Journal begin() {
        return new Journal();
    }

    /** The epoch that has just ended; the next one begins. */
    void epoch(Epoch epoch, long steps) {
        if (recorder == null) {
            recorder = FlightRecorder.ifStarted();
        } else {
            recorder.epoch(epoch, steps);
        }
    }

    /** The fit has ended. */
    void fit(Fit fit, Matrix x) {
        if (recorder != null) {
            recorder.fit(fit, x);
        }
    }
}
