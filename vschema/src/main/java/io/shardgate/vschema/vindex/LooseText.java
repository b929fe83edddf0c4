package io.shardgate.vschema.vindex;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts as the unicode_loose vindexes see them. */
final class LooseText {

    private LooseText() {}

    /** The primary weights of a text in UTF-8 without the spaces at its end; empty when it is not UTF-8. */
    static Optional<byte[]> primaryKey(byte[] utf8) {
        int length = utf8.length;
        while (length > 0 && utf8[length - 1] == ' ') {
            length--;
        }
        CharBuffer characters;
        try {
            characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, 0, length));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        int[] codePoints = characters.codePoints().toArray();
        return Optional.of(PrimaryWeights.of(CollationTableResource.TABLE, codePoints));
    }
}
