package dev.steepest;

import org.jspecify.annotations.Nullable;

/** Events of Java Flight Recorder, once it has been started. One event serves all epochs: nothing is allocated for them unless they are recorded. */
final class FlightRecorder {

    /** The module jdk.jfr is required at compile time only: images of a few modules, and native ones, need not have it. */
    private static final boolean IS_THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private final FitEvent fitEvent = new FitEvent();
    private final EpochEvent epochEvent = new EpochEvent();

    private FlightRecorder() {
        fitEvent.begin();
        epochEvent.begin();
    }

    /** Events of a fit that begins now; null if there is none to record them. */
    static @Nullable FlightRecorder ifStarted() {
        return IS_THERE && jdk.jfr.FlightRecorder.isInitialized() ? new FlightRecorder() : null;
    }

    void epoch(Epoch epoch, long steps) {
        epochEvent.end();
        if (epochEvent.shouldCommit()) {
            epochEvent.epoch = epoch.number();
            epochEvent.steps = steps;
            epochEvent.cost = epoch.cost();
            epochEvent.gradientNorm = epoch.gradientNorm();
            epochEvent.learningRate = epoch.learningRate();
            epochEvent.validationCost = epoch.validationCost();
            epochEvent.commit();
        }
        epochEvent.begin();
    }

    void fit(Fit fit, Matrix x) {
        fitEvent.end();
        if (!fitEvent.shouldCommit()) {
            return;
        }
        fitEvent.method = fit.method();
        fitEvent.rows = x.rows();
        fitEvent.features = x.features();
        fitEvent.layout = fit.layout().name();
        fitEvent.plan = fit.plan().name();
        fitEvent.kernel = fit.kernel();
        fitEvent.threads = fit.threads();
        fitEvent.epochs = fit.epochs();
        fitEvent.steps = fit.steps();
        fitEvent.cost = fit.cost();
        fitEvent.gradientNorm = fit.gradientNorm();
        fitEvent.validationCost = fit.validationCost();
        fitEvent.learningRate = fit.learningRate();
        fitEvent.reason = fit.reason().name();
        fitEvent.commit();
    }
}
