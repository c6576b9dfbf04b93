package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a fit, by names for people: the data, the model, the descent and where it ended, the machine. */
final class ReportFacts {

    private final Result result;
    private final Fit fit;
    private final Map<String, String> facts = new LinkedHashMap<>();

    private ReportFacts(Result result) {
        this.result = result;
        this.fit = result.fit();
    }

    /** In the order in which they are told. */
    static Map<String, String> of(Result result) {
        ReportFacts facts = new ReportFacts(result);
        Map<String, String> training = result.model().training();
        facts.data(training.getOrDefault("data", ""));
        facts.model();
        facts.descent();
        facts.end();
        facts.machine();
        return facts.facts;
    }

    private void data(String fingerprint) {
        add("data", result.asked().source());
        add("target", result.target());
        add("weights", result.weights());
        add("rows", Long.toString(result.rows()));
        Metrics heldOut = result.heldOutMetrics();
        if (heldOut != null) {
            add(result.others() == null ? "of them held out" : "rows held out", Long.toString(heldOut.rows()));
        }
        add("features", Integer.toString(result.features().size()));
        add("fingerprint", fingerprint);
    }

    private void model() {
        add("loss", result.loss().toString());
        if (result.loss().hasLabels()) {
            add("negative label", result.classes().negative());
            add("positive label", result.classes().positive());
            add("class weights", result.classWeights().orElse(null));
        }
        add("intercept", yesOrNo(result.asked().intercept()));
        add("standardise", yesOrNo(result.standardization() != null));
        add("penalty", result.penalty().toString());
        add("lower", Double.isFinite(result.lower()) ? Double.toString(result.lower()) : null);
        add("upper", Double.isFinite(result.upper()) ? Double.toString(result.upper()) : null);
    }

    private void descent() {
        add("method", fit.method());
        add("optimizer", result.optimizer().toString());
        add("learning rate", Double.toString(fit.learningRate()));
        boolean chooses = !fit.method().equals("batch") || (result.validation() != null && result.others() == null);
        add("seed", result.asked().seed() + (chooses ? "" : ", of no effect: no row was chosen at random"));
        add("plan", Converters.written(fit.plan()) + ": " + fit.planReason());
        add("layout", Converters.written(fit.layout()));
    }

    private void end() {
        add("ended", fit.reason().name());
        add("epochs", Long.toString(fit.epochs()));
        add("steps", Long.toString(fit.steps()));
        double[] costs = fit.costHistory();
        add("cost at the start", costs.length == 0 ? null : Double.toString(costs[0]));
        add("cost", Double.toString(fit.cost()));
        boolean isKnown = Double.isFinite(fit.remaining());
        String by = fit.remainingIsBound() ? " of the cost, by a bound" : " of the cost, by an estimate";
        add("remaining", isKnown ? (float) fit.remaining() + by : "not known");
        add("held-out cost", Double.isFinite(fit.validationCost()) ? Double.toString(fit.validationCost()) : null);
        add("gradient norm", Double.toString(fit.gradientNorm()));
    }

    private void machine() {
        add("kernel", fit.kernel());
        add("threads", Integer.toString(fit.threads()));
        add("time", TextReport.time(result.seconds()));
        add("Steepest", Version.current());
        add("Java", Runtime.version().toString());
    }

    private static String yesOrNo(boolean is) {
        return is ? "yes" : "no";
    }

    private void add(String name, @Nullable String value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
