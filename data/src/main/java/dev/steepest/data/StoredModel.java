package dev.steepest.data;

import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.Standardization;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model as its file keeps it: with the names of its features, so that it finds them again in other data.
 *
 * @param features the names of the features, in the order of θ, none empty, none twice
 * @param model θ and b
 * @param loss what the model was fitted to; none of one's own, which a file could not name
 * @param classes of a loss of labels, what these are in the data: {@link Classes#NUMBERS} where the labels say no more, and of
 *     other losses
 * @param offset what the offset of the rows is called, a column or a file of one: predictions need it, by whatever name; null without one
 * @param standardization what the features were scaled by during the fit, null if they were not; θ and b are in original
 *     units all the same, and predictions do not depend on it
 * @param training facts about the fit, for people; predictions do not depend on them
 */
public record StoredModel(
        List<String> features,
        Model model,
        Loss loss,
        Classes classes,
        @Nullable String offset,
        @Nullable Standardization standardization,
        Map<String, String> training) {

    /**
     * Checks that the names fit the model.
     *
     * @throws IllegalArgumentException if there are more or fewer names or scales than features, a name, that of the offset included, is
     *     empty or occurs twice, or the loss has another link than the model or no name
     */
    public StoredModel {
        features = List.copyOf(features);
        training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
        if (features.size() != model.features()) {
            throw new IllegalArgumentException(
                    "the model has features=" + model.features() + ", the names are features=" + features.size());
        }
        if (loss.isCustom()) {
            throw new IllegalArgumentException("loss=" + loss + " has no name that a file could keep");
        }
        if (loss.link() != model.link()) {
            throw new IllegalArgumentException(
                    "the model has link=" + model.link() + ", loss=" + loss + " has link=" + loss.link());
        }
        if (standardization != null && standardization.features() != model.features()) {
            throw new IllegalArgumentException("the model has features=" + model.features()
                    + ", the standardization has features=" + standardization.features());
        }
        Set<String> seen = new HashSet<>();
        for (String feature : features) {
            if (feature.isEmpty() || !seen.add(feature)) {
                throw new IllegalArgumentException(
                        "features must have different names, not " + Text.quoted(feature) + " twice or empty");
            }
        }
        if (offset != null && (offset.isEmpty() || seen.contains(offset))) {
            throw new IllegalArgumentException(
                    "the offset must have a name that no feature has, not " + Text.quoted(offset));
        }
    }

    /** A model without an offset whose labels, if it is one of labels, are 0 and 1. */
    public StoredModel(
            List<String> features,
            Model model,
            Loss loss,
            @Nullable Standardization standardization,
            Map<String, String> training) {
        this(features, model, loss, Classes.NUMBERS, null, standardization, training);
    }

    /** Whether its offset came from a file of its own, so that no column of other data is meant. */
    public boolean hasOffsetOfFile() {
        return offset != null && Kind.isTarget(offset);
    }

    /**
     * The model for the same features in another order.
     *
     * @param names those of the features, in the order that is wanted
     * @throws IllegalArgumentException if they are not the names of this model's features
     */
    public Model inOrder(List<String> names) {
        List<String> missing = Features.missing(features, names);
        List<String> unknown = Features.missing(names, features);
        if (names.size() != features.size() || !missing.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("the model has features=" + features.size() + ", the data features="
                    + names.size() + "; not in the data: " + Text.list(missing) + "; not in the model: "
                    + Text.list(unknown));
        }
        Map<String, Double> coefficients = new HashMap<>();
        double[] theta = model.theta();
        for (int j = 0; j < theta.length; j++) {
            coefficients.put(features.get(j), theta[j]);
        }
        double[] ordered = names.stream()
                .mapToDouble(name -> coefficients.getOrDefault(name, Double.NaN))
                .toArray();
        return Model.of(model.link(), model.intercept(), ordered);
    }
}
