package io.shardgate.planner.lexer;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A charset of MySQL: how it shapes tokens, and how its characters are decoded.
 *
 * <p>In some multi-byte charsets a character's second byte may be a backslash or a backquote, which then ends nothing; the
 * lexer skips such pairs as the server does.
 */
public enum ClientCharset {
    UTF8MB4(Shape.SELF_DELIMITING, StandardCharsets.UTF_8),
    UTF8MB3(Shape.SELF_DELIMITING, StandardCharsets.UTF_8),
    ASCII(Shape.SELF_DELIMITING, StandardCharsets.US_ASCII),
    BINARY(Shape.SELF_DELIMITING),
    UJIS(Shape.SELF_DELIMITING, "EUC-JP"),
    EUCJPMS(Shape.SELF_DELIMITING, "EUC-JP"),
    EUCKR(Shape.SELF_DELIMITING, "EUC-KR"),
    GB2312(Shape.SELF_DELIMITING, "GB2312"),
    GBK(Shape.GBK, "GBK"),
    GB18030(Shape.GBK, "GB18030"),
    SJIS(Shape.SJIS, "Shift_JIS"),
    CP932(Shape.SJIS, "windows-31j"),
    BIG5(Shape.BIG5, "Big5"),
    LATIN1(Shape.SINGLE_BYTE, "windows-1252"),
    LATIN2(Shape.SINGLE_BYTE, "ISO-8859-2"),
    LATIN5(Shape.SINGLE_BYTE, "ISO-8859-9"),
    LATIN7(Shape.SINGLE_BYTE, "ISO-8859-13"),
    GREEK(Shape.SINGLE_BYTE, "ISO-8859-7"),
    HEBREW(Shape.SINGLE_BYTE, "ISO-8859-8"),
    CP1250(Shape.SINGLE_BYTE, "windows-1250"),
    CP1251(Shape.SINGLE_BYTE, "windows-1251"),
    CP1256(Shape.SINGLE_BYTE, "windows-1256"),
    CP1257(Shape.SINGLE_BYTE, "windows-1257"),
    CP850(Shape.SINGLE_BYTE, "IBM850"),
    CP852(Shape.SINGLE_BYTE, "IBM852"),
    CP866(Shape.SINGLE_BYTE, "IBM866"),
    KOI8R(Shape.SINGLE_BYTE, "KOI8-R"),
    KOI8U(Shape.SINGLE_BYTE, "KOI8-U"),
    TIS620(Shape.SINGLE_BYTE, "TIS-620"),
    MACROMAN(Shape.SINGLE_BYTE, "x-MacRoman"),
    MACCE(Shape.SINGLE_BYTE, "x-MacCentralEurope"),
    ARMSCII8(Shape.SINGLE_BYTE),
    DEC8(Shape.SINGLE_BYTE),
    GEOSTD8(Shape.SINGLE_BYTE),
    HP8(Shape.SINGLE_BYTE),
    KEYBCS2(Shape.SINGLE_BYTE),
    SWE7(Shape.SINGLE_BYTE),
    // Not possible for a client; their introducers are.
    UCS2(Shape.SELF_DELIMITING, StandardCharsets.UTF_16BE),
    UTF16(Shape.SELF_DELIMITING, StandardCharsets.UTF_16BE),
    UTF16LE(Shape.SELF_DELIMITING, StandardCharsets.UTF_16LE),
    UTF32(Shape.SELF_DELIMITING, "UTF-32BE");

    /** How bytes from 0x80 on behave between and inside tokens. */
    enum Shape {
        /** A byte below 0x80 is always a character of its own. */
        SELF_DELIMITING,
        /** Each byte is a character; some from 0x80 on are white space to the server. */
        SINGLE_BYTE,
        GBK,
        SJIS,
        BIG5;

        /** Whether two bytes are one character whose second byte could be taken for something else. */
        boolean isPair(int lead, int trail) {
            return switch (this) {
                case SELF_DELIMITING, SINGLE_BYTE -> false;
                case GBK -> isIn(lead, 0x81, 0xFE) && (isIn(trail, 0x40, 0x7E) || isIn(trail, 0x80, 0xFE));
                case SJIS ->
                    (isIn(lead, 0x81, 0x9F) || isIn(lead, 0xE0, 0xFC))
                            && (isIn(trail, 0x40, 0x7E) || isIn(trail, 0x80, 0xFC));
                case BIG5 -> isIn(lead, 0xA1, 0xF9) && (isIn(trail, 0x40, 0x7E) || isIn(trail, 0xA1, 0xFE));
            };
        }

        private static boolean isIn(int b, int first, int last) {
            return b >= first && b <= last;
        }
    }

    private static final Map<String, ClientCharset> BY_NAME = new HashMap<>();

    static {
        for (ClientCharset charset : values()) {
            BY_NAME.put(charset.name().toLowerCase(Locale.ROOT), charset);
        }
        BY_NAME.put("utf8", UTF8MB3);
    }

    private final Shape shape;
    private final @Nullable Charset charset;

    ClientCharset(Shape shape) {
        this.shape = shape;
        this.charset = null;
    }

    ClientCharset(Shape shape, @Nullable Charset charset) {
        this.shape = shape;
        this.charset = charset;
    }

    ClientCharset(Shape shape, String javaName) {
        // A JRE may come without its extended charsets; then such strings have no value here, and nothing is routed by
        // them.
        this(shape, Charset.isSupported(javaName) ? Charset.forName(javaName) : null);
    }

    /** By the name that MySQL gives it, in any case, {@code utf8} included. */
    public static Optional<ClientCharset> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    Shape shape() {
        return shape;
    }

    /** The decoder's charset; empty for BINARY and for those that Java does not have. */
    public Optional<Charset> javaCharset() {
        return Optional.ofNullable(charset);
    }
}
