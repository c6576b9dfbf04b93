package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.Standardization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to try next after a fit that has not converged. Each piece of advice is a sentence or two, with the figures it comes from. */
final class Advice {

    /** Features whose spreads differ by more make contours long and narrow: see {@code --standardize}. */
    private static final double ALIKE = 10;

    private final Result result;
    private final Fit fit;
    private final List<String> advice = new ArrayList<>();

    private Advice(Result result) {
        this.result = result;
        this.fit = result.fit();
    }

    /**
     * Nothing if the fit has converged.
     *
     * @param spreads of the features
     */
    static List<String> of(Result result, Standardization spreads) {
        Advice advice = new Advice(result);
        switch (result.fit().reason()) {
            case REMAINING, COST_CHANGE, GRADIENT_NORM -> {}
            case DIVERGED -> advice.diverged();
            case STOPPED -> advice.add("The fit was interrupted: let it run on.");
            default -> advice.notConverged();
        }
        if (!advice.advice.isEmpty() && fitWasNotScaled(result)) {
            advice.spreads(spreads);
        }
        return advice.advice;
    }

    private static boolean fitWasNotScaled(Result result) {
        return result.standardization() == null && result.fit().epochs() > 0;
    }

    private void add(String sentence) {
        advice.add(sentence);
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private void diverged() {
        if (fit.epochs() == 0) {
            add("The cost was not finite at the start: look for values of X or the target that are far too large.");
            return;
        }
        add("The steps were too long. What the fit itself says: " + fit.message() + ".");
        if (result.optimizer().hasAutomaticRate()) {
            add("--learning-rate auto finds a rate that does not diverge, from the data.");
        }
    }

    private void notConverged() {
        double[] costs = fit.costHistory();
        double half = costs[costs.length / 2];
        double last = costs[costs.length - 1];
        if (last < half) {
            add("The cost was still falling, by " + shown(100 * (half - last) / half)
                    + " % over the second half of the epochs: --max-epochs " + 2 * fit.epochs() + " doubles them.");
            if (fit.method().equals("batch") && result.optimizer().toString().equals("plain")) {
                add("--optimizer accelerated needs far fewer epochs than plain steps, as a rule.");
            }
        } else if (fit.method().equals("batch")) {
            add("The cost no longer falls: with a larger --tolerance the fit would have ended sooner.");
        }
        if (!fit.method().equals("batch")) {
            add("Steps over few rows with a constant rate end in noise about the optimum: --learning-rate "
                    + shown(fit.learningRate() / 10) + ", a tenth of this one, comes nearer.");
        }
    }

    private void spreads(Standardization spreads) {
        double[] scales = spreads.scales();
        int least = 0;
        int most = 0;
        for (int j = 1; j < scales.length; j++) {
            least = scales[j] < scales[least] ? j : least;
            most = scales[j] > scales[most] ? j : most;
        }
        if (scales[most] > ALIKE * scales[least]) {
            add("The features have different sizes, standard deviations from " + shown(scales[least]) + " ("
                    + result.features().get(least) + ") to " + shown(scales[most]) + " ("
                    + result.features().get(most) + "): --standardize makes them alike, and the descent far shorter.");
        }
    }
}
