package io.shardgate.admin.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On which line of a JSON text each path is, in the form {@code $.tables.corder.column_vindexes[0].name}. */
final class JsonLines {

    private static final Logger log = LoggerFactory.getLogger(JsonLines.class);

    private final Map<String, Integer> lines = new HashMap<>();

    private JsonLines() {}

    static JsonLines of(String json) {
        JsonLines lines = new JsonLines();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                // A container's own context begins inside it; the key or the element before it had its path.
                if (token == JsonToken.FIELD_NAME || token.isScalarValue()) {
                    String path = path(parser.getParsingContext());
                    lines.lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
                } else if (token.isStructStart()) {
                    JsonStreamContext parent = parser.getParsingContext().getParent();
                    lines.lines.putIfAbsent(
                            path(parent), parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (IOException e) {
            log.debug("the text is not JSON to its end; its reader says where", e);
        }
        return lines;
    }

    private static String path(JsonStreamContext context) {
        if (context.inRoot()) {
            return "$";
        }
        String parent = path(context.getParent());
        return context.inArray()
                ? parent + "[" + context.getCurrentIndex() + "]"
                : parent + "." + context.getCurrentName();
    }

    /** The line of the path, or of what is closest above it; 0 if nothing of it is there. */
    int find(String path) {
        for (String known = path; !known.isEmpty() && !known.equals("$"); ) {
            Integer line = lines.get(known);
            if (line != null) {
                return line;
            }
            int cut = Math.max(known.lastIndexOf('.'), known.lastIndexOf('['));
            known = cut < 0 ? "" : known.substring(0, cut);
        }
        return 0;
    }
}
