package io.shardgate.vschema.key;

import java.util.HexFormat;

/** Reads hexadecimal text and says in a user's words what is wrong with it. */
final class Hex {

    private Hex() {}

    static byte[] parse(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                throw new IllegalArgumentException("%s '%s' is not hexadecimal: character %d is '%s'"
                        .formatted(what, text, i + 1, text.charAt(i)));
            }
        }
        if (text.length() % 2 != 0) {
            throw new IllegalArgumentException(
                    "%s '%s' has an odd number of hexadecimal digits; write two for each byte".formatted(what, text));
        }
        return HexFormat.of().parseHex(text);
    }
}
