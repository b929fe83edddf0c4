package io.shardgate.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.admin.command.CommandLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command as it comes in.
 *
 * @param arguments the command's name and what follows it
 * @param files content of files that the arguments name
 */
record CommandRequest(List<String> arguments, Map<String, String> files) {

    private static final String FORM =
            "send {\"args\": [\"ListAllTablets\", \"zone1\"]}, or the command line as plain text";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    CommandRequest {
        arguments = List.copyOf(arguments);
        files = Map.copyOf(files);
    }

    /**
     * Reads a body: JSON where the type says so or it begins with a brace, which no command does; else a command line.
     *
     * @throws RequestException that says what a request looks like
     */
    static CommandRequest read(String body, @Nullable String contentType) throws RequestException {
        String text = body.strip();
        boolean isJson = (contentType != null && contentType.startsWith(Exchange.JSON)) || text.startsWith("{");
        CommandRequest request = isJson ? readJson(text) : readLine(text);
        if (request.arguments().isEmpty()) {
            throw new RequestException(Exchange.BAD_REQUEST, "the request holds no command; " + FORM);
        }
        return request;
    }

    private static CommandRequest readLine(String text) throws RequestException {
        try {
            return new CommandRequest(CommandLines.split(text), Map.of());
        } catch (IllegalArgumentException e) {
            throw new RequestException(Exchange.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static CommandRequest readJson(String text) throws RequestException {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RequestException(
                    Exchange.BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage() + "; " + FORM);
        }
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals("args") && !field.getKey().equals("files")) {
                throw new RequestException(
                        Exchange.BAD_REQUEST, "the field '" + field.getKey() + "' is not known; " + FORM);
            }
        }
        List<String> arguments = new ArrayList<>();
        if (!json.path("args").isArray()) {
            throw new RequestException(Exchange.BAD_REQUEST, "the field 'args' must be a list of texts; " + FORM);
        }
        for (JsonNode argument : json.path("args")) {
            arguments.add(text(argument, "args"));
        }
        Map<String, String> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> file : json.path("files").properties()) {
            files.put(file.getKey(), text(file.getValue(), "files"));
        }
        return new CommandRequest(arguments, files);
    }

    private static String text(JsonNode node, String field) throws RequestException {
        if (!node.isTextual()) {
            throw new RequestException(
                    Exchange.BAD_REQUEST, "the field '" + field + "' holds " + node + ", which is not a text; " + FORM);
        }
        return node.textValue();
    }
}
