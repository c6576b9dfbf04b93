package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Validation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flight Recorder's events: as many as there were epochs, with the figures of the fit, and only if asked for. */
class FlightRecorderTest {

    private static final int EPOCHS = 6;

    @TempDir
    Path dir;

    @Test
    void eventsTellTheFit() throws IOException {
        try (Arena arena = Arena.ofConfined();
                Recording recording = new Recording()) {
            Problem p = new Problem(arena, new Shape(30, 5, 0, 0, Values.NEAR_ONE, 1));
            recording.enable("dev.steepest.Fit");
            recording.enable("dev.steepest.Epoch");
            recording.start();
            double[] costs = new double[EPOCHS + 1];
            double[] validationCosts = new double[EPOCHS + 1];
            Fit fit = GradientDescent.stochastic(1)
                    .maxEpochs(EPOCHS)
                    .validation(Validation.split(0.25, 1, 100))
                    .observer(epoch -> {
                        costs[(int) epoch.number()] = epoch.cost();
                        validationCosts[(int) epoch.number()] = epoch.validationCost();
                        return true;
                    })
                    .fit(p.matrix(Layout.ROWS), p.targets);
            recording.stop();

            List<RecordedEvent> epochs = events(recording, "dev.steepest.Epoch");
            assertEquals(EPOCHS + 1, epochs.size());
            for (int k = 0; k <= EPOCHS; k++) {
                RecordedEvent epoch = epochs.get(k);
                assertEquals(k, epoch.getLong("epoch"));
                assertEquals(22L * k, epoch.getLong("steps"));
                assertEquals(costs[k], epoch.getDouble("cost"));
                assertEquals(validationCosts[k], epoch.getDouble("validationCost"));
                assertEquals(fit.learningRate(), epoch.getDouble("learningRate"));
                assertEquals(k > 0, Double.isNaN(epoch.getDouble("gradientNorm")));
                assertFalse(epoch.getDuration().isNegative());
            }
            List<RecordedEvent> fits = events(recording, "dev.steepest.Fit");
            assertEquals(1, fits.size());
            RecordedEvent whole = fits.get(0);
            assertEquals("stochastic", whole.getString("method"));
            assertEquals(30, whole.getLong("rows"));
            assertEquals(5, whole.getInt("features"));
            assertEquals("ROWS", whole.getString("layout"));
            assertEquals("STREAMING", whole.getString("plan"));
            assertEquals(fit.kernel(), whole.getString("kernel"));
            assertEquals(1, whole.getInt("threads"));
            assertEquals(fit.epochs(), whole.getLong("epochs"));
            assertEquals(fit.steps(), whole.getLong("steps"));
            assertEquals(fit.cost(), whole.getDouble("cost"));
            assertEquals(fit.gradientNorm(), whole.getDouble("gradientNorm"));
            assertEquals(fit.validationCost(), whole.getDouble("validationCost"));
            assertEquals(fit.learningRate(), whole.getDouble("learningRate"));
            assertEquals(fit.reason().name(), whole.getString("reason"));
            assertTrue(whole.getEndTime().compareTo(epochs.get(EPOCHS).getEndTime()) >= 0);
            assertTrue(whole.getStartTime().compareTo(epochs.get(0).getStartTime()) <= 0);
        }
    }

    @Test
    void offUnlessAskedFor() throws IOException {
        try (Arena arena = Arena.ofConfined();
                Recording recording = new Recording()) {
            Problem p = new Problem(arena, new Shape(30, 5, 0, 0, Values.NEAR_ONE, 1));
            recording.start();
            GradientDescent.batch().maxEpochs(EPOCHS).fit(p.matrix(Layout.ROWS), p.targets);
            recording.stop();
            assertEquals(List.of(), events(recording, "dev.steepest.Epoch"));
            assertEquals(List.of(), events(recording, "dev.steepest.Fit"));
            List<EventType> ours = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .filter(type -> type.getName().startsWith("dev.steepest."))
                    .toList();
            assertEquals(2, ours.size());
            for (EventType type : ours) {
                assertEquals(List.of("Steepest"), type.getCategoryNames());
                assertTrue(type.getFields().stream().allMatch(field -> field.getLabel() != null));
            }
        }
    }

    /** The epoch that was running then may be lost. */
    @Test
    void aRecordingMayBeginWhileAFitRuns() throws IOException {
        try (Arena arena = Arena.ofConfined();
                Recording recording = new Recording()) {
            Problem p = new Problem(arena, new Shape(30, 5, 0, 0, Values.NEAR_ONE, 1));
            recording.enable("dev.steepest.Fit");
            recording.enable("dev.steepest.Epoch");
            GradientDescent.batch()
                    .maxEpochs(EPOCHS)
                    .observer(epoch -> {
                        if (epoch.number() == 3) {
                            recording.start();
                        }
                        return true;
                    })
                    .fit(p.matrix(Layout.ROWS), p.targets);
            recording.stop();
            List<Long> epochs = events(recording, "dev.steepest.Epoch").stream()
                    .map(event -> event.getLong("epoch"))
                    .toList();
            assertTrue(epochs.containsAll(List.of(5L, 6L)) && !epochs.contains(3L), epochs::toString);
            assertEquals(1, events(recording, "dev.steepest.Fit").size());
        }
    }

    private List<RecordedEvent> events(Recording recording, String name) throws IOException {
        Path file = Files.createTempFile(dir, "fit", ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }
}
