package dev.steepest.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.Link;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * Models for ONNX Runtime and whatever else scores ONNX graphs: {@code prediction = inverse link(features · theta +
 * intercept)} in float64, a MatMul, an Add, and a Sigmoid (link logit) or Exp (link log).
 *
 * <p>The graph's input {@code features} has the shape [rows, d], its output {@code prediction} [rows, 1]. The names of the
 * features, in the order of the columns, are a JSON array in the model's metadata, key {@code features}; {@code loss} and
 * {@code link} are there, too. Of a model with an offset the graph has one more input, {@code offset} of the shape [rows, 1], which is
 * added to the products, and the metadata its name. Numbers of fields are those of onnx.proto (github.com/onnx/onnx), version 8 of the
 * representation, operators of set 13, which every runtime since 2021 reads.
 */
public final class OnnxFile {

    private static final int REPRESENTATION = 8;
    private static final int OPERATORS = 13;
    private static final int FLOAT64 = 11;

    private OnnxFile() {}

    /**
     * Writes a model. The file is replaced as a whole or not at all.
     *
     * @param file the file
     * @param model what to write
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, StoredModel model) {
        write(file, model, model.loss().link());
    }

    static void write(Path file, StoredModel model, Link link) {
        Disk.replace(file, out -> model(model, link).writeTo(out));
    }

    private static Protobuf model(StoredModel model, Link link) throws IOException {
        Protobuf file = new Protobuf()
                .number(1, REPRESENTATION)
                .text(2, "steepest")
                .message(7, graph(model, link))
                .message(8, new Protobuf().text(1, "").number(2, OPERATORS))
                .message(14, entry("features", jsonArray(model.features())))
                .message(14, entry("loss", model.loss().toString()))
                .message(14, entry("link", link.toString()));
        return model.offset() == null ? file : file.message(14, entry("offset", model.offset()));
    }

    private static Protobuf entry(String key, String value) {
        return new Protobuf().text(1, key).text(2, value);
    }

    private static String jsonArray(List<String> names) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeArray(names.toArray(String[]::new), 0, names.size());
        }
        return text.toString();
    }

    private static Protobuf graph(StoredModel model, Link link) {
        int features = model.model().features();
        Protobuf graph = new Protobuf();
        graph.message(1, node("MatMul", "products", "features", "theta"));
        String sum = "products";
        if (model.offset() != null) {
            sum = "shifted";
            graph.message(1, node("Add", sum, "products", "offset"));
        }
        switch (link) {
            case IDENTITY -> graph.message(1, node("Add", "prediction", sum, "intercept"));
            case LOGIT -> addThen("Sigmoid", sum, graph);
            case LOG -> addThen("Exp", sum, graph);
        }
        graph.text(2, "steepest")
                .message(5, tensor("theta", model.model().theta(), features, 1))
                .message(5, tensor("intercept", new double[] {model.model().intercept()}, 1))
                .message(11, matrix("features", features));
        if (model.offset() != null) {
            graph.message(11, matrix("offset", 1));
        }
        return graph.message(12, matrix("prediction", 1));
    }

    private static void addThen(String inverseLink, String sum, Protobuf graph) {
        graph.message(1, node("Add", "z", sum, "intercept"));
        graph.message(1, node(inverseLink, "prediction", "z"));
    }

    private static Protobuf node(String operator, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private static Protobuf tensor(String name, double[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        Protobuf tensor = new Protobuf();
        for (long length : shape) {
            tensor.number(1, length);
        }
        return tensor.number(2, FLOAT64).text(8, name).bytes(9, bytes.array());
    }

    private static Protobuf matrix(String name, long columns) {
        Protobuf rows = new Protobuf().text(2, "rows");
        Protobuf shape = new Protobuf().message(1, rows).message(1, new Protobuf().number(1, columns));
        return new Protobuf()
                .text(1, name)
                .message(
                        2,
                        new Protobuf()
                                .message(1, new Protobuf().number(1, FLOAT64).message(2, shape)));
    }
}
