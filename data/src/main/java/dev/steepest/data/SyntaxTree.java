package dev.steepest.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree that DuckDB's parser makes of SQL, as json_serialize_sql writes it: its members are nodes, lists,
 * strings, numbers, booleans or null.
 */
record SyntaxTree(Map<String, @Nullable Object> members) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** @throws IOException if this is no object, or one that is nested too deeply */
    static SyntaxTree of(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            if (value(parser) instanceof SyntaxTree tree) {
                return tree;
            }
            throw new IOException("no object");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (Objects.requireNonNull(parser.currentToken())) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getNumberValue();
        };
    }

    private static SyntaxTree object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new SyntaxTree(members);
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    /** A member that is text, or else the empty string. */
    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** A member that is a node, or else an empty one. */
    SyntaxTree node(String name) {
        return members.get(name) instanceof SyntaxTree tree ? tree : new SyntaxTree(Map.of());
    }

    /** The nodes of a member that is a list. */
    List<SyntaxTree> nodes(String name) {
        return list(name).stream()
                .filter(SyntaxTree.class::isInstance)
                .map(SyntaxTree.class::cast)
                .toList();
    }

    private List<?> list(String name) {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The parts of a name: of a catalog and a schema, as far as they are given, then of the table or function. */
    List<String> path() {
        return node("qualified_name").list("path").stream().map(String::valueOf).toList();
    }

    /** Where it begins in the SQL, in bytes of UTF-8; -1 if nowhere. */
    int begin() {
        return place("query_location");
    }

    /** Where it ends. */
    int end() {
        return begin() + place("query_location_length");
    }

    private int place(String name) {
        return members.get(name) instanceof Integer place ? place : -1;
    }
}
