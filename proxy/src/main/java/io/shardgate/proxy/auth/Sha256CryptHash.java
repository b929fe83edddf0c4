package io.shardgate.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What MySQL stores for a caching_sha2_password account: a salted, slow hash of the password.
 *
 * <p>Its text is {@code $A$}, the thousands of rounds as three hexadecimal digits, {@code $}, 20 bytes of salt and 43
 * characters of hash. The hash is the one of crypt(3) with {@code $5$}, with MySQL's longer salt.
 */
final class Sha256CryptHash {

    private static final String PREFIX = "$A$";
    private static final int SALT_START = 7;
    private static final int SALT_LENGTH = 20;
    private static final int HASH_LENGTH = 43;
    private static final int LENGTH = SALT_START + SALT_LENGTH + HASH_LENGTH;
    private static final int ROUNDS_UNIT = 1000;
    private static final int MAX_PASSWORD_LENGTH = 256;
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** In which order crypt(3) writes the bytes of the digest; three of them make four characters. */
    private static final int[] ORDER = {
        0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29
    };

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private Sha256CryptHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Reads {@code authentication_string} of {@code mysql.user}, as it is or as the hexadecimal number that {@code SHOW
     * CREATE USER} prints with print_identified_with_as_hex, since a salt may hold any character.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Sha256CryptHash parse(String text) {
        byte[] bytes = text.matches("0[xX]([0-9A-Fa-f]{2})+")
                ? HexFormat.of().parseHex(text.substring(2))
                : text.getBytes(StandardCharsets.UTF_8);
        String head = new String(bytes, 0, Math.min(bytes.length, SALT_START), StandardCharsets.US_ASCII);
        if (bytes.length != LENGTH || !head.matches("\\$A\\$[0-9A-F]{3}\\$")) {
            throw new IllegalArgumentException("is not what MySQL stores for caching_sha2_password: $A$005$ and "
                    + (SALT_LENGTH + HASH_LENGTH) + " bytes, or the same as 0x and hexadecimal digits");
        }
        int thousands = Integer.parseInt(head.substring(PREFIX.length(), SALT_START - 1), 16);
        return new Sha256CryptHash(
                Math.max(1, thousands) * ROUNDS_UNIT,
                Arrays.copyOfRange(bytes, SALT_START, SALT_START + SALT_LENGTH),
                Arrays.copyOfRange(bytes, SALT_START + SALT_LENGTH, LENGTH));
    }

    /** Of a random password, with as many rounds as this. */
    Sha256CryptHash decoy(byte[] randomSalt) {
        return new Sha256CryptHash(rounds, Arrays.copyOf(randomSalt, SALT_LENGTH), new byte[HASH_LENGTH]);
    }

    /** Takes milliseconds: for a worker, not for an event loop. */
    boolean matches(byte[] password) {
        // MySQL stores no longer one, and the time that hashing takes grows with the length.
        return password.length <= MAX_PASSWORD_LENGTH && MessageDigest.isEqual(crypt(password, salt, rounds), hash);
    }

    private static byte[] crypt(byte[] password, byte[] salt, int rounds) {
        byte[] alternate = Digests.sha256(password, salt, password);
        MessageDigest digest = Digests.newSha256();
        digest.update(password);
        digest.update(salt);
        digest.update(repeat(alternate, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            digest.update((bits & 1) != 0 ? alternate : password);
        }
        byte[] result = digest.digest();

        for (int i = 0; i < password.length; i++) {
            digest.update(password);
        }
        byte[] passwordSequence = repeat(digest.digest(), password.length);
        for (int i = 0; i < 16 + (result[0] & 0xFF); i++) {
            digest.update(salt);
        }
        byte[] saltSequence = repeat(digest.digest(), salt.length);

        for (int round = 0; round < rounds; round++) {
            boolean odd = (round & 1) != 0;
            digest.update(odd ? passwordSequence : result);
            if (round % 3 != 0) {
                digest.update(saltSequence);
            }
            if (round % 7 != 0) {
                digest.update(passwordSequence);
            }
            digest.update(odd ? result : passwordSequence);
            result = digest.digest();
        }
        return encode(result);
    }

    private static byte[] repeat(byte[] block, int length) {
        byte[] result = new byte[length];
        for (int i = 0; i < length; i++) {
            result[i] = block[i % block.length];
        }
        return result;
    }

    private static byte[] encode(byte[] digest) {
        StringBuilder text = new StringBuilder(HASH_LENGTH);
        for (int i = 0; i < ORDER.length; i += 3) {
            append(
                    text,
                    (digest[ORDER[i]] & 0xFF) << 16
                            | (digest[ORDER[i + 1]] & 0xFF) << 8
                            | (digest[ORDER[i + 2]] & 0xFF),
                    4);
        }
        append(text, (digest[31] & 0xFF) << 8 | (digest[30] & 0xFF), 3);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder text, int bits, int characters) {
        for (int i = 0; i < characters; i++) {
            text.append(ALPHABET.charAt((bits >> (6 * i)) & 0x3F));
        }
    }
}
