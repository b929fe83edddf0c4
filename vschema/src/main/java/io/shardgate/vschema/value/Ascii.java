package io.shardgate.vschema.value;

import java.nio.charset.StandardCharsets;

/** Digits as bytes. */
final class Ascii {

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
