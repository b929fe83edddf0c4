package io.shardgate.vschema.vindex;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, which every JDK has. */
final class Md5 {

    private Md5() {}

    static byte[] of(byte[] input) {
        try {
            return MessageDigest.getInstance("MD5").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no MD5, which every JDK must have", e);
        }
    }
}
