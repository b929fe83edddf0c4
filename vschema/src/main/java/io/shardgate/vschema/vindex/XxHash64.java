package io.shardgate.vschema.vindex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The hash function XXH64 with seed 0. */
final class XxHash64 {

    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE = 32;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    static long of(byte[] input) {
        int at = 0;
        long hash = PRIME5;
        if (input.length >= STRIPE) {
            long b = PRIME2;
            // The sum overflows, as it should; written so because a constant must not.
            long a = b + PRIME1;
            long c = 0;
            long d = -PRIME1;
            for (; at <= input.length - STRIPE; at += STRIPE) {
                a = round(a, longAt(input, at));
                b = round(b, longAt(input, at + 8));
                c = round(c, longAt(input, at + 16));
                d = round(d, longAt(input, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        }
        return avalanche(tail(hash + input.length, input, at));
    }

    private static long tail(long hash, byte[] input, int at) {
        for (; at <= input.length - Long.BYTES; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, longAt(input, at)), 27) * PRIME1 + PRIME4;
        }
        if (at <= input.length - Integer.BYTES) {
            long four = (int) INTS.get(input, at) & 0xFFFF_FFFFL;
            hash = Long.rotateLeft(hash ^ four * PRIME1, 23) * PRIME2 + PRIME3;
            at += Integer.BYTES;
        }
        for (; at < input.length; at++) {
            hash = Long.rotateLeft(hash ^ (input[at] & 0xFF) * PRIME5, 11) * PRIME1;
        }
        return hash;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME2, 31) * PRIME1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
    }

    private static long avalanche(long hash) {
        hash = (hash ^ hash >>> 33) * PRIME2;
        hash = (hash ^ hash >>> 29) * PRIME3;
        return hash ^ hash >>> 32;
    }

    private static long longAt(byte[] input, int at) {
        return (long) LONGS.get(input, at);
    }
}
