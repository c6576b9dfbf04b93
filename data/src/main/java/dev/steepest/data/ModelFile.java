package dev.steepest.data;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Models as JSON, for programs and people:
 *
 * <pre>{@code
 * {
 *   "format" : "steepest-model",
 *   "version" : 3,
 *   "features" : [ "age", "bmi" ],
 *   "theta" : [ 0.25, -1.5 ],
 *   "intercept" : 3.0,
 *   "loss" : "logistic",
 *   "link" : "logit",
 *   "classes" : [ "no", "yes" ],
 *   "offset" : "log-exposure",
 *   "standardization" : {
 *     "means" : [ 48.5, 26.0 ],
 *     "scales" : [ 13.0, 4.5 ]
 *   },
 *   "training" : {
 *     "method" : "batch"
 *   },
 *   "checksum" : "crc32c:1d5b09c6"
 * }
 * }</pre>
 *
 * <p>{@code theta} has one finite number for each name in {@code features}; z is their products' sum plus {@code
 * intercept}, in the units of the data, and a prediction what the {@code link} of the loss makes of it ({@link
 * dev.steepest.Loss}, whose names these are): z for {@code identity}, 1 / (1 + e⁻ᶻ) for {@code logit}, eᶻ for {@code log}. The numbers are the
 * shortest that read back as the same bits. {@code standardization} tells how a fit saw its features and {@code training}
 * holds text for people; both may be missing. All else must be there, in any order, and nothing that this version does not
 * know: it might change predictions. The checksum is that of all other members, in the order above, as JSON without blanks
 * (CRC-32C of the UTF-8 bytes, eight digits): blanks and order are free, any other change is found.
 *
 * <p>{@code classes} tells which values of the target were the labels 0 and 1. Where they were just these, and for losses of other
 * targets, it is missing. {@code offset} tells that rows have one, which predictions add to z, and what it was called: a column, or a
 * file of one. Where both are missing, the version is 2, so that older programs read what they can.
 *
 * <p>Version 1 had neither {@code link} (it was {@code identity}) nor {@code standardization} and {@code checksum}; it is
 * still read.
 */
public final class ModelFile {

    static final String FORMAT = "steepest-model";
    static final int VERSION = 3;

    private static final long LONGEST = 1L << 30;
    private static final int DEEPEST = 16;
    private static final int LONGEST_REASON = 120;

    private ModelFile() {}

    /**
     * Writes a model. The file is replaced as a whole or not at all.
     *
     * @param file the file
     * @param model what to write
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, StoredModel model) {
        Disk.replace(file, out -> write(out, model));
    }

    private static void write(OutputStream out, StoredModel model) throws IOException {
        JsonGenerator json = generator(out);
        json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
        json.writeStartObject();
        writeMembers(json, model);
        json.writeStringField("checksum", checksum(model));
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }

    /** That of the members as JSON without blanks. */
    static String checksum(StoredModel model) throws IOException {
        CRC32C checksum = new CRC32C();
        JsonGenerator json = generator(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
        json.writeStartObject();
        writeMembers(json, model);
        json.writeEndObject();
        json.close();
        return "crc32c:" + HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        return json;
    }

    private static void writeMembers(JsonGenerator json, StoredModel model) throws IOException {
        json.writeStringField("format", FORMAT);
        json.writeNumberField("version", hasClasses(model) || model.offset() != null ? VERSION : VERSION - 1);
        json.writeArrayFieldStart("features");
        for (String feature : model.features()) {
            json.writeString(feature);
        }
        json.writeEndArray();
        writeNumbers(json, "theta", model.model().theta());
        json.writeNumberField("intercept", model.model().intercept());
        json.writeStringField("loss", model.loss().toString());
        json.writeStringField("link", model.loss().link().toString());
        if (hasClasses(model)) {
            json.writeArrayFieldStart("classes");
            json.writeString(model.classes().negative());
            json.writeString(model.classes().positive());
            json.writeEndArray();
        }
        if (model.offset() != null) {
            json.writeStringField("offset", model.offset());
        }
        if (model.standardization() != null) {
            json.writeObjectFieldStart("standardization");
            writeNumbers(json, "means", model.standardization().means());
            writeNumbers(json, "scales", model.standardization().scales());
            json.writeEndObject();
        }
        writeTraining(json, model.training());
    }

    private static boolean hasClasses(StoredModel model) {
        return !model.classes().equals(Classes.NUMBERS);
    }

    private static void writeNumbers(JsonGenerator json, String key, double[] values) throws IOException {
        json.writeFieldName(key);
        json.writeArray(values, 0, values.length);
    }

    private static void writeTraining(JsonGenerator json, Map<String, String> training) throws IOException {
        json.writeObjectFieldStart("training");
        for (Map.Entry<String, String> fact : training.entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return the model, every bit as it was written
     * @throws DataException if the file cannot be read or holds no such model
     */
    public static StoredModel read(Path file) {
        Disk.requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            return read(file, in);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    /**
     * Reads a model from memory.
     *
     * @param json what the file of a model holds; messages call it "model in memory"
     * @return the model, every bit as it was written
     * @throws DataException if this is no such model
     */
    public static StoredModel read(byte[] json) {
        Path name = Path.of("model in memory");
        try {
            return read(name, new ByteArrayInputStream(json));
        } catch (IOException e) {
            throw Disk.unreadable(name, e);
        }
    }

    private static StoredModel read(Path file, InputStream content) throws IOException {
        BufferedInputStream in = new BufferedInputStream(content);
        requireText(file, in);
        try (JsonParser json = factory().createParser(in)) {
            return new ModelReader(file, json).read();
        } catch (StreamConstraintsException e) {
            throw new DataException(Text.name(file) + " is no model: a limit is exceeded, " + reason(e), e);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    Text.name(file) + " is no model: damaged JSON at " + ModelReader.place(e.getLocation()) + ": "
                            + reason(e),
                    e);
        } catch (CharConversionException e) {
            throw new DataException(Text.name(file) + " is no model: it is not UTF-8 text", e);
        }
    }

    /** What was written for ONNX Runtime, by NumPy or by a compressor begins with a control character: it is not called damaged. */
    private static void requireText(Path file, BufferedInputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        if (Character.isISOControl(first) && "\t\n\r".indexOf(first) < 0) {
            throw new DataException(Text.name(file) + " is no model: it is not text, and a model is JSON"
                    + " (a file for ONNX Runtime is not read back)");
        }
    }

    private static JsonFactory factory() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxDocumentLength(LONGEST)
                .build();
        // Messages quote no more of the file than ours do.
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return Text.shortened(message.substring(0, reasonEnd(message)), LONGEST_REASON);
    }

    /** Where Jackson's words for programmers begin. */
    private static int reasonEnd(String message) {
        return Stream.of(": enable `", " (16, from", " (start marker at")
                .mapToInt(message::indexOf)
                .filter(advice -> advice >= 0)
                .min()
                .orElse(message.length());
    }
}
