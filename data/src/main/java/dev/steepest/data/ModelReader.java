package dev.steepest.data;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.Standardization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one model and checks everything about it. */
final class ModelReader {

    private static final List<String> REQUIRED = List.of("format", "version", "features", "theta", "intercept", "loss");
    private static final List<String> REQUIRED_SINCE_2 = List.of("link", "checksum");

    private final Path file;
    private final JsonParser json;

    private final Set<String> seen = new HashSet<>();
    private @Nullable String unknown;
    private int version;

    private List<String> features = List.of();
    private double[] theta = {};
    private double intercept;
    private Loss loss = Loss.squared();
    private String link = "";
    private Classes classes = Classes.NUMBERS;
    private @Nullable String offset;
    private @Nullable Standardization standardization;
    private Map<String, String> training = Map.of();
    private String checksum = "";

    ModelReader(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    StoredModel read() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw noModel("it does not begin with {");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            entry(json.currentName());
        }
        if (json.nextToken() != null) {
            throw damaged("more text after the model");
        }
        return checked();
    }

    private void entry(String key) throws IOException {
        if (!seen.add(key)) {
            throw damaged("the key " + Text.quoted(key) + " twice");
        }
        json.nextToken();
        switch (key) {
            case "format" -> format(string(key));
            case "version" -> version();
            case "features" -> features = features();
            case "theta" -> theta = numbers(key);
            case "intercept" -> intercept = number(key);
            case "loss" -> loss = loss(string(key));
            case "link" -> link = string(key);
            case "classes" -> classes = classes();
            case "offset" -> offset = offset();
            case "standardization" -> standardization = standardization();
            case "training" -> training = training();
            case "checksum" -> checksum = string(key);
            default -> {
                // Told at the end: a newer version is a better reason.
                unknown = key;
                json.skipChildren();
            }
        }
    }

    private void format(String format) {
        if (!format.equals(ModelFile.FORMAT)) {
            throw noModel("its format is " + Text.quoted(format) + ", not '" + ModelFile.FORMAT + "'");
        }
    }

    private void version() throws IOException {
        require(JsonToken.VALUE_NUMBER_INT, "version", "a whole number");
        version = json.getText().length() > 9 ? Integer.MAX_VALUE : json.getIntValue();
        if (version < 1 || version > ModelFile.VERSION) {
            throw new DataException(Text.name(file) + " is a model of version=" + Text.shortened(json.getText(), 40)
                    + ", this Steepest reads version=1 to " + ModelFile.VERSION);
        }
    }

    private List<String> features() throws IOException {
        require(JsonToken.START_ARRAY, "features", "an array of names");
        List<String> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String name = string("features[" + features.size() + "]");
            if (name.isEmpty() || !names.add(name)) {
                throw damaged("features[" + features.size() + "]=" + Text.quoted(name) + " is empty or occurs twice");
            }
            features.add(name);
        }
        return features;
    }

    private double[] numbers(String key) throws IOException {
        require(JsonToken.START_ARRAY, key, "an array of numbers");
        double[] numbers = new double[16];
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, length * 2);
            }
            numbers[length] = number(key + "[" + length + "]");
            length++;
        }
        return Arrays.copyOf(numbers, length);
    }

    /** From the text, not by Jackson: an integer would lose the sign of -0. */
    private double number(String key) throws IOException {
        if (!json.currentToken().isNumeric()) {
            throw damaged(key + " must be a number, not " + found());
        }
        double number = Double.parseDouble(json.getText());
        if (!Double.isFinite(number)) {
            throw damaged(key + "=" + Text.shortened(json.getText(), 40) + " is too large for float64");
        }
        return number;
    }

    private Loss loss(String name) {
        try {
            return Loss.parse(name);
        } catch (IllegalArgumentException e) {
            throw noModel("its loss is " + Text.quoted(name) + ", which this Steepest does not know");
        }
    }

    private Classes classes() throws IOException {
        require(JsonToken.START_ARRAY, "classes", "an array of two names");
        List<String> names = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            names.add(string("classes[" + names.size() + "]"));
        }
        if (names.size() != 2 || names.get(0).equals(names.get(1))) {
            throw damaged("classes must be two different names, not " + Text.list(names));
        }
        return new Classes(names.get(0), names.get(1));
    }

    private String offset() throws IOException {
        String name = string("offset");
        if (name.isEmpty()) {
            throw damaged("offset must be a name, not ''");
        }
        return name;
    }

    private Standardization standardization() throws IOException {
        require(JsonToken.START_OBJECT, "standardization", "an object of means and scales");
        Map<String, double[]> numbers = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            if (!key.equals("means") && !key.equals("scales")) {
                throw damaged("unknown key " + Text.quoted(key) + " in standardization");
            }
            if (numbers.put(key, numbers(key)) != null) {
                throw damaged("the key " + Text.quoted(key) + " twice");
            }
        }
        double[] none = {};
        try {
            return Standardization.of(numbers.getOrDefault("means", none), numbers.getOrDefault("scales", none));
        } catch (IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> training() throws IOException {
        require(JsonToken.START_OBJECT, "training", "an object of texts");
        Map<String, String> training = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            if (training.put(key, string("training " + Text.quoted(key))) != null) {
                throw damaged("the key " + Text.quoted(key) + " twice");
            }
        }
        return training;
    }

    private String string(String key) throws IOException {
        require(JsonToken.VALUE_STRING, key, "text in quotes");
        return json.getText();
    }

    private void require(JsonToken token, String key, String what) throws IOException {
        if (json.currentToken() != token) {
            throw damaged(key + " must be " + what + ", not " + found());
        }
    }

    private String found() throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return "an object";
        }
        if (token == JsonToken.START_ARRAY) {
            return "an array";
        }
        return token == JsonToken.VALUE_STRING ? Text.quoted(json.getText()) : Text.shortened(json.getText(), 40);
    }

    private StoredModel checked() throws IOException {
        requireKeys(REQUIRED);
        if (version == 1) {
            refuseKeys(List.of("link", "standardization", "checksum", "classes", "offset"));
        } else {
            requireKeys(REQUIRED_SINCE_2);
            if (version == 2) {
                refuseKeys(List.of("classes", "offset"));
            } else if (offset == null) {
                requireKeys(List.of("classes"));
            }
        }
        if (unknown != null) {
            throw noModel("unknown key " + Text.quoted(unknown));
        }
        requireLength("theta", theta.length);
        if (standardization != null) {
            requireLength("standardization", standardization.features());
        }
        if (offset != null && features.contains(offset)) {
            throw noModel("its offset " + Text.quoted(offset) + " is one of its features");
        }
        StoredModel model = new StoredModel(
                features, Model.of(loss.link(), intercept, theta), loss, classes, offset, standardization, training);
        if (version > 1) {
            checkSums(model);
        }
        return model;
    }

    private void checkSums(StoredModel model) throws IOException {
        if (!link.equals(loss.link().toString())) {
            throw noModel(
                    "its link is " + Text.quoted(link) + ", that of loss '" + loss + "' is '" + loss.link() + "'");
        }
        String expected = ModelFile.checksum(model);
        if (!checksum.equals(expected)) {
            throw noModel("its checksum is " + Text.quoted(checksum) + ", that of its content '" + expected
                    + "': it is damaged, or was changed by hand");
        }
    }

    private void requireKeys(List<String> keys) {
        for (String key : keys) {
            if (!seen.contains(key)) {
                throw noModel("the key '" + key + "' is missing");
            }
        }
    }

    private void refuseKeys(List<String> keys) {
        for (String key : keys) {
            if (seen.contains(key)) {
                throw noModel("unknown key '" + key + "'");
            }
        }
    }

    private void requireLength(String what, int length) {
        if (length == 0 || length != features.size()) {
            throw noModel("features has length=" + features.size() + ", " + what + " has length=" + length
                    + (length == 0 ? "" : ", they must agree"));
        }
    }

    private DataException noModel(String reason) {
        return new DataException(Text.name(file) + " is no model: " + reason);
    }

    private DataException damaged(String reason) {
        return new DataException(
                Text.name(file) + " is no model: " + reason + " at " + place(json.currentTokenLocation()));
    }

    static String place(@Nullable JsonLocation location) {
        return location == null
                ? "an unknown place"
                : "line=" + location.getLineNr() + " column=" + location.getColumnNr();
    }
}
