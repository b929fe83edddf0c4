package io.shardgate.vschema.schema;

import java.nio.charset.Charset;

/** Which characters a charset of MySQL can hold. */
final class Repertoire {

    /** MySQL's latin1 is Windows-1252, with the five codes that Windows leaves out standing for control characters. */
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Repertoire() {}

    /** Whether all characters can be stored; false for charsets that we do not know well enough to tell. */
    static boolean holds(String charset, String characters) {
        return switch (charset) {
            case "utf8mb4", "utf16", "utf16le", "utf32" -> isWellFormed(characters);
            case "utf8mb3", "ucs2" -> characters.chars().noneMatch(c -> Character.isSurrogate((char) c));
            case "ascii" -> characters.chars().allMatch(c -> c < 0x80);
            case "latin1" -> WINDOWS_1252.newEncoder().canEncode(characters);
            default -> false;
        };
    }

    /** No half of a surrogate pair, and no replacement character that bad UTF-8 was read as. */
    private static boolean isWellFormed(String characters) {
        return characters.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
