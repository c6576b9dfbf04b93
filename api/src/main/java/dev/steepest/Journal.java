package dev.steepest;

/** Where the events of one fit go: to Flight Recorder, which keeps them if they are enabled, or nowhere where the JVM lacks it. */
interface Journal {

    /** The epoch that has just ended; the next one begins. */
    void epoch(Epoch epoch, long steps);

    /** The fit has ended. */
    void fit(Fit fit, Matrix x);

    /** A fit begins. */
    static Journal begin() {
        return FlightRecorder.IS_THERE ? new FlightRecorder() : NONE;
    }

    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public void epoch(Epoch epoch, long steps) {}

        @Override
        public void fit(Fit fit, Matrix x) {}
    };
}
