package io.shardgate.planner.lexer;

import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns the bytes of a literal into a value. Stateless, so any thread may use it.
 *
 * <p>Empty means that the value is not known here, because a charset is not Java's or its bytes are malformed: then nothing
 * may be concluded from it, and the server decides.
 */
public final class LiteralReader {

    private LiteralReader() {}

    /** The value of a literal token; empty as well for tokens that are no literals, such as a parameter. */
    public static Optional<SqlValue> read(Tokens tokens, int ordinal) {
        return read(tokens.bytes(), tokens.kind(ordinal), tokens.start(ordinal), tokens.end(ordinal), tokens.mode());
    }

    /** The value of a list's element, with its sign; empty as well for a parameter and for DEFAULT. */
    public static Optional<SqlValue> readElement(Tokens tokens, int ordinal, int element) {
        return read(
                tokens.bytes(),
                tokens.elementKind(ordinal, element),
                tokens.elementStart(ordinal, element),
                tokens.elementEnd(ordinal, element),
                tokens.mode());
    }

    /** The value of the literal between two offsets, in the mode it was scanned in. */
    public static Optional<SqlValue> read(byte[] sql, TokenKind kind, int start, int end, LexerMode mode) {
        return switch (kind) {
            case INTEGER -> Optional.of(integer(number(sql, start, end)));
            case DECIMAL -> Optional.of(new SqlValue.Decimal(new BigDecimal(number(sql, start, end))));
            case FLOAT -> Optional.of(new SqlValue.Float64(Double.parseDouble(number(sql, start, end))));
            case STRING, STRING_ALIAS -> characters(content(sql, start, end, mode), mode.charset());
            case NATIONAL_STRING -> national(content(sql, start + 1, end, mode));
            case HEX -> Optional.of(SqlValue.Bytes.ofOwned(hex(sql, start, end)));
            case BIT -> Optional.of(SqlValue.Bytes.ofOwned(bits(sql, start, end)));
            case INTRODUCED_STRING -> introduced(sql, start, end, mode);
            case TEMPORAL -> temporal(sql, start, end, mode);
            case NULL_ELEMENT, BACKSLASH_N -> Optional.of(SqlValue.ofNull());
            case BOOLEAN_ELEMENT -> Optional.of(SqlValue.of((sql[start] & 0xDF) == 'T' ? 1 : 0));
            default -> Optional.empty();
        };
    }

    /** A list element's sign may be apart from its digits, by blanks or comments. */
    private static String number(byte[] sql, int start, int end) {
        int digits = end;
        while (digits > start && isNumberByte(sql, digits - 1, start)) {
            digits--;
        }
        String number = new String(sql, digits, end - digits, StandardCharsets.US_ASCII);
        return sql[start] == '-' ? "-" + number : number;
    }

    /** Going back from the end: digits, a point, an exponent and the exponent's sign. */
    private static boolean isNumberByte(byte[] sql, int p, int start) {
        byte b = sql[p];
        if (b == '-' || b == '+') {
            return p > start && (sql[p - 1] == 'e' || sql[p - 1] == 'E');
        }
        return Bytes.isDigit(b) || b == '.' || b == 'e' || b == 'E';
    }

    private static SqlValue integer(String number) {
        boolean isNegative = number.startsWith("-");
        int digits = number.length() - (isNegative ? 1 : 0);
        if (digits <= 18) {
            return SqlValue.of(Long.parseLong(number));
        }
        BigDecimal exact = new BigDecimal(number);
        if (exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                && exact.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0) {
            return SqlValue.of(exact.longValueExact());
        }
        return isNegative
                ? new SqlValue.Decimal(exact)
                : new SqlValue.UInt64(exact.toBigIntegerExact().longValue());
    }

    private static Optional<SqlValue> characters(byte[] content, ClientCharset charset) {
        return charset == ClientCharset.BINARY
                ? Optional.of(SqlValue.Bytes.ofOwned(content))
                : charset.javaCharset().flatMap(java -> decode(content, java));
    }

    /** N'..' is converted to utf8 from the connection's charset by the server; plain ASCII is the same in all. */
    private static Optional<SqlValue> national(byte[] content) {
        for (byte b : content) {
            if (b < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(SqlValue.Text.ofUtf8(content));
    }

    private static Optional<SqlValue> decode(byte[] content, Charset charset) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return Optional.of(SqlValue.of(text));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<SqlValue> introduced(byte[] sql, int start, int end, LexerMode mode) {
        int nameEnd = start;
        while (Bytes.isIdentifier(sql[nameEnd])) {
            nameEnd++;
        }
        String name = new String(sql, start + 1, nameEnd - start - 1, StandardCharsets.US_ASCII);
        int literal = start + introducedOffset(sql, start, end, nameEnd, mode);
        byte first = sql[literal];
        byte[] content;
        if (first == '\'' || first == '"') {
            content = content(sql, literal, end, mode);
        } else if (isHex(sql, literal)) {
            content = hex(sql, literal, end);
        } else {
            content = bits(sql, literal, end);
        }
        return ClientCharset.find(name).flatMap(charset -> characters(content, charset));
    }

    /** Comments may be between the introducer and its literal, so the scanner says where that is. */
    private static int introducedOffset(byte[] sql, int start, int end, int nameEnd, LexerMode mode) {
        Scanner scanner = new Scanner();
        scanner.start(sql, end, mode);
        scanner.next(nameEnd);
        return scanner.start - start;
    }

    private static Optional<SqlValue> temporal(byte[] sql, int start, int end, LexerMode mode) {
        int nameEnd = start;
        while (Bytes.isIdentifier(sql[nameEnd])) {
            nameEnd++;
        }
        int literal = start + introducedOffset(sql, start, end, nameEnd, mode);
        byte[] content = content(sql, literal, end, mode);
        for (byte b : content) {
            if (b < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new SqlValue.Temporal(new String(content, StandardCharsets.US_ASCII)));
    }

    private static boolean isHex(byte[] sql, int literal) {
        byte letter = sql[literal] == '0' ? sql[literal + 1] : sql[literal];
        return letter == 'x' || letter == 'X';
    }

    private static String digits(byte[] sql, int start, int end) {
        boolean isQuoted = sql[start] != '0';
        return new String(sql, start + 2, end - start - (isQuoted ? 3 : 2), StandardCharsets.US_ASCII);
    }

    private static byte[] hex(byte[] sql, int start, int end) {
        String digits = digits(sql, start, end).toLowerCase(Locale.ROOT);
        return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }

    private static byte[] bits(byte[] sql, int start, int end) {
        String digits = digits(sql, start, end);
        byte[] bytes = new byte[(digits.length() + 7) / 8];
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(digits.length() - 1 - i) == '1') {
                bytes[bytes.length - 1 - i / 8] |= (byte) (1 << (i % 8));
            }
        }
        return bytes;
    }

    /** What a quoted string stands for: doubled quotes are one, and escapes are what they mean. */
    private static byte[] content(byte[] sql, int open, int end, LexerMode mode) {
        boolean isBackslashPlain = mode.has(LexerMode.SqlMode.NO_BACKSLASH_ESCAPES);
        ClientCharset.Shape shape = mode.charset().shape();
        byte quote = sql[open];
        byte[] content = new byte[end - open - 2];
        int size = 0;
        int p = open + 1;
        while (p < end - 1) {
            byte b = sql[p++];
            if (b < 0 && p < end - 1 && shape.isPair(b & 0xFF, sql[p] & 0xFF)) {
                content[size++] = b;
                content[size++] = sql[p++];
            } else if (b == quote) {
                content[size++] = b;
                p++;
            } else if (b == '\\' && !isBackslashPlain) {
                byte escaped = sql[p++];
                if (escaped == '%' || escaped == '_') {
                    // The backslash stays: it is LIKE's to read.
                    content[size++] = b;
                }
                content[size++] = unescape(escaped);
            } else {
                content[size++] = b;
            }
        }
        return size == content.length ? content : Arrays.copyOf(content, size);
    }

    private static byte unescape(byte escaped) {
        return switch (escaped) {
            case '0' -> 0;
            case 'b' -> '\b';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'Z' -> 0x1A;
            default -> escaped;
        };
    }
}
