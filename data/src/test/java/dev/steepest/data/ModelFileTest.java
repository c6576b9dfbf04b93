package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Link;
import dev.steepest.Loss;
import dev.steepest.LossFunction;
import dev.steepest.Model;
import dev.steepest.Standardization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    private static final String JSON = resource("model-version2.json");

    @TempDir
    Path directory;

    private static StoredModel model() {
        Map<String, String> training = new LinkedHashMap<>();
        training.put("method", "batch");
        training.put("created", "2026-01-01");
        Standardization standardization = Standardization.of(new double[] {48.5, 1.72}, new double[] {13.1, 0.1});
        return model(standardization, training);
    }

    private static StoredModel model(Standardization standardization, Map<String, String> training) {
        return new StoredModel(
                List.of("age", "größe \"m\""),
                Model.of(-0.0, 0.25, -1e-300),
                Loss.squared(),
                standardization,
                training);
    }

    private static String resource(String name) {
        try (InputStream in = ModelFileTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("m.json"), json);
    }

    private void refused(String message, String json) throws IOException {
        Path file = file(json);
        assertRefused(directory, message, () -> ModelFile.read(file));
    }

    /** The good model, in one place bad. */
    private void refused(String message, String good, String bad) throws IOException {
        assertTrue(JSON.contains(good), good);
        refused(message, JSON.replace(good, bad));
    }

    @Test
    void theFormIsFixed() throws IOException {
        Path file = directory.resolve("m.json");
        ModelFile.write(file, model());
        assertEquals(JSON, Files.readString(file));
    }

    @Test
    void modelsAreReadAsWritten() throws IOException {
        StoredModel model = ModelFile.read(file(JSON));
        assertModel(model);
        assertArrayEquals(new double[] {48.5, 1.72}, model.standardization().means());
        assertArrayEquals(new double[] {13.1, 0.1}, model.standardization().scales());
    }

    @Test
    void version1IsStillRead() throws IOException {
        StoredModel model = ModelFile.read(file(resource("model-version1.json")));
        assertModel(model);
        assertNull(model.standardization());
        String version1 = resource("model-version1.json");
        refused("m.json is no model: unknown key 'link'", version1.replace("\"loss\"", "\"link\" : \"x\", \"loss\""));
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws IOException {
        Path file = directory.resolve("m.json");
        ModelFile.write(file, model(null, Map.of()));
        assertNull(ModelFile.read(file).standardization());
        assertFalse(Files.readString(file).contains("standardization"));
    }

    @Test
    void everyChangeIsFoundButBlanksAndOrder() throws IOException {
        String compact = JSON.replaceAll("\\n *", "").replace(" : ", ":");
        assertModel(ModelFile.read(file(compact)));
        refused(
                "m.json is no model: its checksum is 'crc32c:5e2e1ce4', that of its content 'crc32c:4c781acf': it is damaged,"
                        + " or was changed by hand",
                "0.25",
                "0.26");
        for (String part : List.of("age", "-1.0E-300", "-0.0", "48.5", "0.1", "method", "2026-01-01", "5e2e1ce4")) {
            char last = part.charAt(part.length() - 1);
            String changed = part.substring(0, part.length() - 1) + (last == '1' ? '2' : '1');
            Path file = file(JSON.replace(part, changed));
            DataException e = assertThrows(DataException.class, () -> ModelFile.read(file));
            assertTrue(e.getMessage().contains("is no model: its checksum is 'crc32c:"), e.getMessage());
        }
        refused("m.json is no model: its link is 'log', that of loss 'squared' is 'identity'", "identity", "log");
    }

    private static void assertModel(StoredModel model) {
        assertEquals(model().features(), model.features());
        assertArrayEquals(model().model().theta(), model.model().theta());
        assertEquals(
                Double.doubleToRawLongBits(-0.0),
                Double.doubleToRawLongBits(model.model().intercept()));
        assertEquals("squared", model.loss().toString());
        assertEquals(
                new ArrayList<>(model().training().entrySet()),
                new ArrayList<>(model.training().entrySet()));
    }

    @Test
    void theOrderAndTheBlanksAreFree() throws IOException {
        StoredModel model = ModelFile.read(
                file("\uFEFF{\"intercept\":-0,\"loss\":\"squared\",\"theta\":[1,1e2,100000000000000000000],"
                        + "\"features\":[\"a\",\"\\u0062\",\"c\"],\"version\":1,\"format\":\"steepest-model\"}"));
        assertEquals(List.of("a", "b", "c"), model.features());
        assertArrayEquals(new double[] {1, 100, 1e20}, model.model().theta());
        assertEquals(
                Double.doubleToRawLongBits(-0.0),
                Double.doubleToRawLongBits(model.model().intercept()));
        assertEquals(Map.of(), model.training());
    }

    @Test
    void numbersSurviveTheFileBitForBit() {
        Random random = new Random(7);
        Path file = directory.resolve("m.json");
        int models = 300;
        for (int k = 0; k < models; k++) {
            double[] theta = new double[1 + random.nextInt(100)];
            Arrays.setAll(theta, j -> finite(random));
            List<String> names = new ArrayList<>();
            for (int j = 0; j < theta.length; j++) {
                names.add("x" + j + (char) random.nextInt(0xD800));
            }
            ModelFile.write(
                    file, new StoredModel(names, Model.of(finite(random), theta), Loss.squared(), null, Map.of()));
            StoredModel read = ModelFile.read(file);
            assertEquals(names, read.features());
            assertArrayEquals(bits(theta), bits(read.model().theta()));
        }
        System.out.println("model round trips: " + models);
    }

    private static double finite(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : Double.MIN_VALUE;
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Test
    void anOffsetKeepsItsName() throws IOException {
        Model model = Model.of(Link.LOG, 0.5, 1, 2);
        List<String> names = List.of("a", "b");
        Path file = directory.resolve("m.json");
        for (String offset : List.of("log(exposure) \"h\"", "ö.npy")) {
            StoredModel stored = new StoredModel(names, model, Loss.poisson(), Classes.NUMBERS, offset, null, Map.of());
            ModelFile.write(file, stored);
            assertEquals(offset, ModelFile.read(file).offset());
            assertEquals(Classes.NUMBERS, ModelFile.read(file).classes());
            assertEquals(offset.endsWith(".npy"), ModelFile.read(file).hasOffsetOfFile());
        }
        String text = Files.readString(file);
        assertTrue(text.contains("\"version\" : 3"));
        refused("m.json is no model: unknown key 'offset'", text.replace(": 3,", ": 2,"));
        refused("m.json is no model: the key 'classes' is missing", text.replaceAll("  \"offset\".*\n", ""));
        refused("m.json is no model: its offset 'a' is one of its features", text.replace("ö.npy", "a"));
        assertThrows(DataException.class, () -> ModelFile.read(file(text.replace("ö.npy", ""))));
        assertThrows(DataException.class, () -> ModelFile.read(file(text.replace("ö.npy", "o.npy"))));
        for (String offset : List.of("", "b")) {
            assertEquals(
                    "the offset must have a name that no feature has, not '" + offset + "'",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new StoredModel(
                                            names, model, Loss.poisson(), Classes.NUMBERS, offset, null, Map.of()))
                            .getMessage());
        }
        StoredModel both = new StoredModel(
                names, Model.of(Link.LOGIT, 0.5, 1, 2), Loss.logistic(), new Classes("n", "y"), "o", null, Map.of());
        ModelFile.write(file, both);
        assertEquals("o", ModelFile.read(file).offset());
        assertEquals(new Classes("n", "y"), ModelFile.read(file).classes());
    }

    @Test
    void classesKeepTheirNames() throws IOException {
        Classes classes = new Classes("no, \"never\"", "ja\u00df");
        Model model = Model.of(Link.LOGIT, 0.5, 1, 2);
        StoredModel stored = new StoredModel(List.of("a", "b"), model, Loss.logistic(), classes, null, null, Map.of());
        Path file = directory.resolve("m.json");
        ModelFile.write(file, stored);
        assertEquals(classes, ModelFile.read(file).classes());
        String text = Files.readString(file);
        refused("m.json is no model: unknown key 'classes'", text.replace(": 3,", ": 2,"));
        refused("m.json is no model: the key 'classes' is missing", text.replaceAll("  \"classes\".*\n", ""));
        assertThrows(DataException.class, () -> ModelFile.read(file(text.replace("never", "always"))));
        assertThrows(DataException.class, () -> ModelFile.read(file(text.replace("ja\u00df", "no, \\\"never\\\""))));
        // As before, where labels are 0 and 1: older programs read it.
        ModelFile.write(file, new StoredModel(List.of("a", "b"), model, Loss.logistic(), null, Map.of()));
        assertTrue(Files.readString(file).contains("\"version\" : 2"));
    }

    @Test
    void othersFilesAreRefused() throws IOException {
        refused("m.json is no model: it does not begin with {", "");
        refused("m.json is no model: it does not begin with {", "[1]");
        refused("m.json is no model: the key 'format' is missing", "{}");
        refused("m.json is no model: the key 'format' is missing", "{\"name\":\"x\",\"scripts\":{\"a\":[1,2]}}");
        refused("m.json is no model: its format is 'other', not 'steepest-model'", "steepest-model", "other");
        refused("m.json is a model of version=4, this Steepest reads version=1 to 3", "2,\n", "4,\n");
        refused("m.json is a model of version=4, this Steepest reads version=1 to 3", "2,\n", "4, \"new\" : 3,\n");
        refused("m.json is no model: unknown key 'scale'", "\"loss\"", "\"scale\" : [1, {}], \"loss\"");
        refused("m.json is no model: its loss is 'cubed', which this Steepest does not know", "squared", "cubed");
        refused(
                "m.json is no model: damaged JSON at line=1 column=1: Unrecognized token 'hello': was expecting"
                        + " (JSON String, Number, Array," + " Object or token 'null', 'true' or 'false')",
                "hello");
        for (int control : new int[] {0x08, 0x1f}) {
            refused(
                    "m.json is no model: it is not text, and a model is JSON (a file for ONNX Runtime is not read back)",
                    (char) control + "{}");
        }
        Path none = directory.resolve("none.json");
        assertRefused(directory, "cannot read none.json: there is no such file", () -> ModelFile.read(none));
        assertRefused(
                directory.getParent(),
                "cannot read " + directory.getFileName() + ": it is a directory",
                () -> ModelFile.read(directory));
    }

    @Test
    void missingKeysAreNamed() throws IOException {
        for (String line : JSON.lines().toList().subList(1, 8)) {
            String key = line.substring(line.indexOf('"') + 1, line.indexOf("\" :"));
            refused("m.json is no model: the key '" + key + "' is missing", line + "\n", "");
        }
    }

    @Test
    void wrongTypesAreRefused() throws IOException {
        refused(
                "m.json is no model: version must be a whole number, not '1' at line=3 column=15",
                "\"version\" : 2",
                "\"version\" : \"1\"");
        refused("m.json is no model: version must be a whole number, not 1.0 at line=3 column=15", ": 2,", ": 1.0,");
        refused(
                "m.json is no model: features must be an array of names, not an object at line=4 column=16",
                "[ \"age\", \"größe \\\"m\\\"\" ]",
                "{}");
        refused(
                "m.json is no model: features[0] must be text in quotes, not null at line=4 column=18",
                "\"age\"",
                "null");
        refused(
                "m.json is no model: theta must be an array of numbers, not 'x' at line=5 column=13",
                "[ 0.25, -1.0E-300 ]",
                "\"x\"");
        refused(
                "m.json is no model: theta[1] must be a number, not '-1.0E-300' at line=5 column=21",
                "-1.0E-300",
                "\"-1.0E-300\"");
        refused("m.json is no model: theta[0] must be a number, not an array at line=5 column=15", "0.25,", "[0.25],");
        refused("m.json is no model: intercept must be a number, not true at line=6 column=17", "-0.0", "true");
        refused("m.json is no model: loss must be text in quotes, not null at line=7 column=12", "\"squared\"", "null");
        refused(
                "m.json is no model: training must be an object of texts, not an array at line=13 column=16",
                "{\n    \"method\"",
                "[\n    \"method\"");
        refused(
                "m.json is no model: training 'method' must be text in quotes, not 3 at line=14 column=16",
                "\"batch\"",
                "3");
    }

    @Test
    void wrongValuesAreRefused() throws IOException {
        refused("m.json is no model: theta[0]=1e999 is too large for float64 at line=5 column=15", "0.25,", "1e999,");
        refused("m.json is no model: intercept=-1e400 is too large for float64 at line=6 column=17", "-0.0", "-1e400");
        refused("m.json is no model: features has length=2, theta has length=1, they must agree", "0.25,", "");
        refused("m.json is no model: features has length=2, theta has length=0", "[ 0.25, -1.0E-300 ]", "[]");
        refused(
                "m.json is no model: features[1]='age' is empty or occurs twice at line=4 column=25",
                "\"größe \\\"m\\\"\"",
                "\"age\"");
        refused("m.json is no model: features[0]='' is empty or occurs twice at line=4 column=18", "\"age\"", "\"\"");
        refused(
                "m.json is no model: a standardization needs as many means as scales: means=1 scales=2 at line=12 column=3",
                "48.5, ",
                "");
        refused(
                "m.json is no model: mean[1]=1.72 must be finite, scale[1]=0.0 positive and finite at line=12 column=3",
                "13.1, 0.1",
                "13.1, 0");
        refused(
                "m.json is no model: unknown key 'mean' in standardization at line=10 column=14",
                "\"means\"",
                "\"mean\"");
        refused("m.json is no model: the key 'intercept' twice at line=7 column=3", "\"loss\"", "\"intercept\"");
        refused("m.json is no model: the key 'method' twice at line=15 column=16", "\"created\"", "\"method\"");
        refused("m.json is no model: more text after the model at line=19 column=1", "\"\n}\n", "\"\n}\n[");
    }

    @Test
    void damagedJsonIsRefused() throws IOException {
        String damaged = "m.json is no model: damaged JSON at ";
        refused(damaged + "line=5 column=18: Non-standard token 'NaN'", "0.25", "NaN");
        refused(damaged + "line=1 column=2: Unexpected end-of-input: expected close marker for Object", "{");
        String deep = "[".repeat(1_000_000);
        refused(
                "m.json is no model: a limit is exceeded, Document nesting depth (17) exceeds the maximum allowed",
                "\"format\"",
                "\"x\" : " + deep);
        Path file = file(JSON);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Refusal.assertOneLine(assertThrows(DataException.class, () -> ModelFile.read(file)));
        }
        Files.write(file, JSON.getBytes(StandardCharsets.ISO_8859_1));
        DataException e = assertThrows(DataException.class, () -> ModelFile.read(file));
        assertTrue(e.getMessage().contains("damaged JSON at line=4 column="), e.getMessage());
    }

    @Test
    void namesMustFitTheModel() {
        Model model = Model.of(0, 1, 2);
        assertMismatch("the model has features=2, the names are features=1", List.of("a"), model);
        assertMismatch("features must have different names, not 'a' twice or empty", List.of("a", "a"), model);
        assertMismatch("features must have different names, not '' twice or empty", List.of("a", ""), model);
    }

    @Test
    void everyLossIsReadBackWithItsLink() {
        Path file = directory.resolve("m.json");
        for (Loss loss : List.of(
                Loss.squared(),
                Loss.huber(1.1),
                Loss.quantile(0.1),
                Loss.epsilonInsensitive(1e-3),
                Loss.logistic(),
                Loss.hinge(),
                Loss.squaredHinge(),
                Loss.poisson())) {
            ModelFile.write(file, new StoredModel(List.of("a"), Model.of(loss.link(), 0.5, 2), loss, null, Map.of()));
            StoredModel read = ModelFile.read(file);
            assertEquals(loss.toString(), read.loss().toString());
            assertEquals(loss.link(), read.model().link());
            assertEquals(loss.link().mean(4.5), read.model().predict(2));
        }
    }

    @Test
    void theLossMustFitTheModelAndHaveAName() {
        assertMismatch("the model has link=identity, loss=logistic has link=logit", Loss.logistic());
        LossFunction mine = new LossFunction() {
            @Override
            public double loss(double z, double target) {
                return 0;
            }

            @Override
            public double error(double z, double target) {
                return 0;
            }
        };
        assertMismatch("loss=custom has no name that a file could keep", Loss.custom(mine));
    }

    private static void assertMismatch(String message, Loss loss) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new StoredModel(List.of("a"), Model.of(0, 1), loss, null, Map.of()));
        assertEquals(message, e.getMessage());
    }

    private static void assertMismatch(String message, List<String> features, Model model) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new StoredModel(features, model, Loss.squared(), null, Map.of()));
        assertEquals(message, e.getMessage());
    }

    @Test
    void featuresAreFoundByName() {
        StoredModel model = new StoredModel(
                List.of("a", "b", "c"), Model.of(Link.LOGIT, 7, 1, 2, 3), Loss.logistic(), null, Map.of());
        Model ordered = model.inOrder(List.of("c", "a", "b"));
        assertArrayEquals(new double[] {3, 1, 2}, ordered.theta());
        assertEquals(7, ordered.intercept());
        assertEquals(Link.LOGIT, ordered.link());
        assertEquals(
                "the model has features=3, the data features=3; not in the data: 'c'; not in the model: 'd'",
                assertThrows(IllegalArgumentException.class, () -> model.inOrder(List.of("a", "b", "d")))
                        .getMessage());
        assertEquals(
                "the model has features=3, the data features=1; not in the data: 'a', 'c'; not in the model: none",
                assertThrows(IllegalArgumentException.class, () -> model.inOrder(List.of("b")))
                        .getMessage());
    }
}
