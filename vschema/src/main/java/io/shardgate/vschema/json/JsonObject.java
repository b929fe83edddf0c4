package io.shardgate.vschema.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One JSON object while it is read: gives its fields by name, and in the end names those that nobody asked for.
 *
 * <p>Confined to the reading of one text. A field of the wrong kind is a problem and counts as absent, as null does.
 */
final class JsonObject {

    private final JsonNode node;
    private final String path;
    private final List<JsonProblem> problems;
    private final Set<String> known = new HashSet<>();

    /** In the order in which they were asked for, for the message. */
    private final List<String> names = new ArrayList<>();

    private JsonObject(JsonNode node, String path, List<JsonProblem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** Reads an object whole: what the function does not ask for is a problem. */
    static <T> T read(JsonNode node, String path, List<JsonProblem> problems, Function<JsonObject, T> reader) {
        if (!node.isObject()) {
            problems.add(new JsonProblem(path, "must be an object, not " + describe(node)));
        }
        var object = new JsonObject(node, path, problems);
        T value = reader.apply(object);
        object.reportUnknown();
        return value;
    }

    String string(String name) {
        return findString(name).orElse("");
    }

    private Optional<String> findString(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().isTextual()) {
            wrongKind(name, "a string", field.get());
            return Optional.empty();
        }
        return field.map(JsonNode::textValue);
    }

    boolean flag(String name) {
        return findFlag(name).orElse(false);
    }

    Optional<Boolean> findFlag(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().isBoolean()) {
            wrongKind(name, "true or false", field.get());
            return Optional.empty();
        }
        return field.map(JsonNode::booleanValue);
    }

    int integer(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().canConvertToInt()) {
            wrongKind(name, "a whole number", field.get());
            return 0;
        }
        return field.map(JsonNode::intValue).orElse(0);
    }

    double number(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().isNumber()) {
            wrongKind(name, "a number", field.get());
            return 0;
        }
        return field.map(JsonNode::doubleValue).orElse(0.0);
    }

    <T> Optional<T> object(String name, Function<JsonObject, T> reader) {
        return find(name).map(field -> read(field, pathOf(name), problems, reader));
    }

    /** A list of objects. */
    <T> List<T> objects(String name, Function<JsonObject, T> reader) {
        var values = new ArrayList<T>();
        for (JsonNode element : elements(name)) {
            values.add(read(element, pathOf(name) + "[" + values.size() + "]", problems, reader));
        }
        return values;
    }

    List<String> strings(String name) {
        var values = new ArrayList<String>();
        for (JsonNode element : elements(name)) {
            if (!element.isTextual()) {
                problems.add(new JsonProblem(
                        pathOf(name) + "[" + values.size() + "]", "must be a string, not " + describe(element)));
            }
            values.add(element.asText());
        }
        return values;
    }

    /** An object whose field names are names of things. */
    <T> Map<String, T> objectsByName(String name, Function<JsonObject, T> reader) {
        var values = new LinkedHashMap<String, T>();
        fieldsOf(name)
                .forEach((key, value) -> values.put(key, read(value, pathOf(name) + "." + key, problems, reader)));
        return values;
    }

    Map<String, String> stringsByName(String name) {
        var values = new LinkedHashMap<String, String>();
        fieldsOf(name).forEach((key, value) -> {
            if (!value.isTextual()) {
                problems.add(new JsonProblem(
                        pathOf(name) + "." + key,
                        "must be a string, not %s; put it in quotes".formatted(describe(value))));
            }
            values.put(key, value.isValueNode() ? value.asText() : value.toString());
        });
        return values;
    }

    void problem(String name, String message) {
        problems.add(new JsonProblem(pathOf(name), message));
    }

    private Map<String, JsonNode> fieldsOf(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().isObject()) {
            wrongKind(name, "an object", field.get());
            return Map.of();
        }
        var fields = new LinkedHashMap<String, JsonNode>();
        field.ifPresent(object -> object.forEachEntry(fields::put));
        return fields;
    }

    private Iterable<JsonNode> elements(String name) {
        Optional<JsonNode> field = find(name);
        if (field.isPresent() && !field.get().isArray()) {
            wrongKind(name, "a list", field.get());
            return List.of();
        }
        return field.<Iterable<JsonNode>>map(list -> list).orElse(List.of());
    }

    private Optional<JsonNode> find(String name) {
        String camelCase = camelCase(name);
        known.add(name);
        known.add(camelCase);
        names.add(name);
        if (node.has(name) && node.has(camelCase) && !name.equals(camelCase)) {
            problem(name, "is given twice, as %s and as %s".formatted(name, camelCase));
        }
        JsonNode field = node.has(name) ? node.get(name) : node.get(camelCase);
        return field == null || field.isNull() ? Optional.empty() : Optional.of(field);
    }

    private void reportUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem(name, "is not a known field; known here are " + String.join(", ", names));
            }
        });
    }

    private void wrongKind(String name, String wanted, JsonNode found) {
        problem(name, "must be %s, not %s".formatted(wanted, describe(found)));
    }

    private String pathOf(String name) {
        return path + "." + (node.has(name) ? name : node.has(camelCase(name)) ? camelCase(name) : name);
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "the string " + node;
            case NUMBER -> "the number " + node;
            case BOOLEAN, NULL, MISSING, BINARY, POJO -> node.toString();
        };
    }

    private static String camelCase(String snakeCase) {
        var camelCase = new StringBuilder(snakeCase.length());
        for (int i = 0; i < snakeCase.length(); i++) {
            boolean afterUnderscore = i > 0 && snakeCase.charAt(i - 1) == '_';
            char c = snakeCase.charAt(i);
            if (c != '_') {
                camelCase.append(afterUnderscore ? Character.toUpperCase(c) : c);
            }
        }
        return camelCase.toString();
    }
}
