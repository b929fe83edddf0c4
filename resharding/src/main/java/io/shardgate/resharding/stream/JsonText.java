package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonFormatter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * MySQL's binary JSON as the text that MySQL itself makes of it, so that a row of the binary log is stored as one that was
 * read by SELECT. The library's own text differs in times before zero, in fractions of a second, and in binary values.
 */
final class JsonText extends JsonBinary {

    private static final int MAX_FRACTION = 1 << 24;

    private JsonText(byte[] binary) {
        super(binary);
    }

    /** The text in UTF-8. */
    static byte[] of(byte[] binary) {
        if (binary.length == 0) {
            return "null".getBytes(StandardCharsets.UTF_8);
        }
        Writer writer = new Writer();
        try {
            new JsonText(binary).parse(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void parseTime(JsonFormatter formatter) throws IOException {
        long packed = readInt64();
        long time = Math.abs(packed);
        ((Writer) formatter)
                .quoted(
                        "%s%02d:%02d:%02d.%06d",
                        packed < 0 ? "-" : "", time >> 36, time >> 30 & 63, time >> 24 & 63, time % MAX_FRACTION);
    }

    @Override
    protected void parseDatetime(JsonFormatter formatter) throws IOException {
        long packed = readInt64();
        long months = packed >> 46;
        ((Writer) formatter)
                .quoted(
                        "%04d-%02d-%02d %02d:%02d:%02d.%06d",
                        months / 13,
                        months % 13,
                        packed >> 41 & 31,
                        packed >> 36 & 31,
                        packed >> 30 & 63,
                        packed >> 24 & 63,
                        packed % MAX_FRACTION);
    }

    /** Gets the document in pieces, in order. */
    private static final class Writer implements JsonFormatter {

        /** As MySQL divides what it writes in base 64. */
        private static final Base64.Encoder BASE_64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

        private final StringBuilder text = new StringBuilder();

        void quoted(String format, Object... values) {
            value(String.format(Locale.ROOT, format, values));
        }

        @Override
        public void beginObject(int elements) {
            text.append('{');
        }

        @Override
        public void beginArray(int elements) {
            text.append('[');
        }

        @Override
        public void endObject() {
            text.append('}');
        }

        @Override
        public void endArray() {
            text.append(']');
        }

        @Override
        public void name(String name) {
            value(name);
            text.append(": ");
        }

        @Override
        public void value(String value) {
            text.append('"');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    text.append('\\').append(c);
                } else if (c < ' ') {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
            text.append('"');
        }

        @Override
        public void value(int value) {
            text.append(value);
        }

        @Override
        public void value(long value) {
            text.append(value);
        }

        @Override
        public void value(double value) {
            text.append(value);
        }

        @Override
        public void value(BigInteger value) {
            text.append(value);
        }

        @Override
        public void value(BigDecimal value) {
            text.append(value.toPlainString());
        }

        @Override
        public void value(boolean value) {
            text.append(value);
        }

        @Override
        public void valueNull() {
            text.append("null");
        }

        @Override
        public void valueYear(int year) {
            text.append(year);
        }

        @Override
        public void valueDate(int year, int month, int day) {
            quoted("%04d-%02d-%02d", year, month, day);
        }

        @Override
        public void valueDatetime(int year, int month, int day, int hour, int minute, int second, int micros) {
            throw new IllegalStateException("written as it is read");
        }

        @Override
        public void valueTime(int hour, int minute, int second, int micros) {
            throw new IllegalStateException("written as it is read");
        }

        @Override
        public void valueTimestamp(long secondsPastEpoch, int micros) {
            throw new IllegalStateException("MySQL's JSON has no timestamps");
        }

        @Override
        public void valueOpaque(ColumnType type, byte[] value) {
            value("base64:type" + type.getCode() + ":" + BASE_64.encodeToString(value));
        }

        @Override
        public void nextEntry() {
            text.append(", ");
        }
    }
}
