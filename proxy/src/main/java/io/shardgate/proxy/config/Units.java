package io.shardgate.proxy.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Values with a unit, as the configuration writes them. */
final class Units {

    private Units() {}

    /**
     * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 1d}.
     *
     * @throws IllegalArgumentException that says how durations are written
     */
    static Duration duration(String text) {
        String trimmed = text.strip();
        int end = 0;
        while (end < trimmed.length() && trimmed.charAt(end) >= '0' && trimmed.charAt(end) <= '9') {
            end++;
        }
        if (end > 0 && end <= 9) {
            long number = Long.parseLong(trimmed.substring(0, end));
            switch (trimmed.substring(end).strip()) {
                case "ms" -> {
                    return Duration.ofMillis(number);
                }
                case "s" -> {
                    return Duration.ofSeconds(number);
                }
                case "m" -> {
                    return Duration.ofMinutes(number);
                }
                case "h" -> {
                    return Duration.ofHours(number);
                }
                case "d" -> {
                    return Duration.ofDays(number);
                }
                default -> {
                    // Falls through to the message.
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a duration: write a whole number and one of ms, s, m, h, d, as in 30s");
    }

    /** The largest unit that makes a whole number. */
    static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        return minutes % (24 * 60) == 0 ? minutes / (24 * 60) + "d" : minutes / 60 + "h";
    }

    static final class DurationReader extends StdScalarDeserializer<Duration> {

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return duration(parser.getText());
            } catch (IllegalArgumentException e) {
                throw badValue(parser, e);
            }
        }
    }

    static final class ByteSizeReader extends StdScalarDeserializer<ByteSize> {

        ByteSizeReader() {
            super(ByteSize.class);
        }

        @Override
        public ByteSize deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return ByteSize.parse(parser.getText());
            } catch (IllegalArgumentException e) {
                throw badValue(parser, e);
            }
        }
    }

    /** A path, which starts at the folder of the file that names it; nothing for an empty one. */
    static final class PathReader extends StdScalarDeserializer<Path> {

        /** The reader's attribute that holds the folder. */
        static final String FOLDER = "folder";

        PathReader() {
            super(Path.class);
        }

        @Override
        public @Nullable Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            if (text.isEmpty()) {
                return null;
            }
            try {
                return ((Path) context.getAttribute(FOLDER)).resolve(text).normalize();
            } catch (InvalidPathException e) {
                throw badValue(parser, e);
            }
        }
    }

    private static JsonMappingException badValue(JsonParser parser, IllegalArgumentException e) {
        String problem = String.valueOf(e.getMessage());
        return JsonMappingException.from(parser, problem, new ConfigException.BadValue("", problem));
    }
}
