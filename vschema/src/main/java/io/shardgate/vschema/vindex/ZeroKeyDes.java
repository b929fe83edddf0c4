package io.shardgate.vschema.vindex;

/**
 * DES of one block under the key of eight zero bytes, which is what the {@code hash} vindex is.
 *
 * <p>Under that key all sixteen round keys are zero. So a round is a pure function of half a block, which fits into four
 * small tables, and encryption is its own inverse. A call touches no shared state and allocates nothing; the JDK's cipher
 * would need one instance a thread and a byte array a call.
 */
final class ZeroKeyDes {

    private static final int ROUNDS = 16;

    /** The eight substitutions of the standard (FIPS 46-3), each of four rows of sixteen. */
    private static final String[] SUBSTITUTIONS = {
        "e4d12fb83a6c5907" + "0f74e2d1a6cb9538" + "41e8d62bfc973a50" + "fc8249175b3ea06d",
        "f18e6b34972dc05a" + "3d47f28ec01a69b5" + "0e7ba4d158c6932f" + "d8a13f42b67c05e9",
        "a09e63f51dc7b428" + "d709346a285ecbf1" + "d6498f30b12c5ae7" + "1ad069874fe3b52c",
        "7de3069a1285bc4f" + "d8b56f03472c1ae9" + "a690cb7df13e5284" + "3f06a1d8945bc72e",
        "2c417ab6853fd0e9" + "eb2c47d150fa3986" + "421bad78f9c5630e" + "b8c71e2d6f09a453",
        "c1af92680d34e75b" + "af427c9561de0b38" + "9ef528c3704a1db6" + "432c95fabe17608d",
        "4b2ef08d3c975a61" + "d0b7491ae35c2f86" + "14bdc37eaf680592" + "6bd814a7950fe23c",
        "d2846fb1a93e50c7" + "1fd8a374c56b0e92" + "7b419ce206adf358" + "21e74a8dfc90356b",
    };

    /** Where the bits of the substitutions' result go: output bit i is input bit PERMUTATION[i], counted from 1. */
    private static final int[] PERMUTATION = {
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11,
        4, 25
    };

    private static final int PAIR_BITS = 10;
    private static final int PAIR_MASK = (1 << PAIR_BITS) - 1;

    /**
     * What two neighbouring substitutions give together, already permuted. Their groups of six bits overlap by two, so a
     * pair takes ten bits. One array for all four pairs spares a load each.
     */
    private static final int[] ROUND = roundTables();

    private ZeroKeyDes() {}

    /** Encrypts, and decrypts: it is the same. */
    static long apply(long block) {
        long permuted = initialPermutation(block);
        int left = (int) (permuted >>> Integer.SIZE);
        int right = (int) permuted;
        for (int round = 0; round < ROUNDS; round++) {
            int next = left ^ roundFunction(right);
            left = right;
            right = next;
        }
        // The halves are not exchanged after the last round.
        return finalPermutation((long) right << Integer.SIZE | (left & 0xFFFF_FFFFL));
    }

    /** The first group of bits wraps around to the last bit of the half, and the last group to the first. */
    private static int roundFunction(int half) {
        int wrapped = Integer.rotateRight(half, 1);
        return ROUND[wrapped >>> 22]
                ^ ROUND[(1 << PAIR_BITS) | (wrapped >>> 14 & PAIR_MASK)]
                ^ ROUND[(2 << PAIR_BITS) | (wrapped >>> 6 & PAIR_MASK)]
                ^ ROUND[(3 << PAIR_BITS) | (Integer.rotateLeft(half, 1) & PAIR_MASK)];
    }

    private static int[] roundTables() {
        var tables = new int[(SUBSTITUTIONS.length / 2) << PAIR_BITS];
        for (int pair = 0; pair < SUBSTITUTIONS.length / 2; pair++) {
            for (int bits = 0; bits <= PAIR_MASK; bits++) {
                tables[(pair << PAIR_BITS) | bits] =
                        permute(substitute(2 * pair, bits >>> 4) | substitute(2 * pair + 1, bits & 63));
            }
        }
        return tables;
    }

    /** Four bits for a group of six, in the place that the substitution's number gives them. */
    private static int substitute(int number, int group) {
        int row = (group >> 4 & 2) | (group & 1);
        int column = group >> 1 & 15;
        int nibble = Character.digit(SUBSTITUTIONS[number].charAt(16 * row + column), 16);
        return nibble << (28 - 4 * number);
    }

    private static int permute(int bits) {
        int permuted = 0;
        for (int source : PERMUTATION) {
            permuted = permuted << 1 | (bits >>> (Integer.SIZE - source) & 1);
        }
        return permuted;
    }

    /**
     * Seen as a square of eight by eight bits, the standard's table turns the square on its side: even columns become the
     * upper half, odd ones the lower, the last row coming first.
     */
    private static long initialPermutation(long block) {
        long turned = transpose(block);
        // Rows are now the columns from left to right; bytes within them run from the first row to the last.
        return evenAndOddRows(reverseBitsInBytes(turned));
    }

    private static long finalPermutation(long block) {
        return transpose(reverseBitsInBytes(interleaveRows(block)));
    }

    /** Reflects the square of bits at its main diagonal, by exchanging blocks of 1, 2 and 4 bits. */
    private static long transpose(long x) {
        long t = (x ^ x >>> 7) & 0x00AA00AA00AA00AAL;
        x ^= t ^ t << 7;
        t = (x ^ x >>> 14) & 0x0000CCCC0000CCCCL;
        x ^= t ^ t << 14;
        t = (x ^ x >>> 28) & 0x00000000F0F0F0F0L;
        return x ^ t ^ t << 28;
    }

    private static long reverseBitsInBytes(long x) {
        return Long.reverseBytes(Long.reverse(x));
    }

    /** Rows 1, 3, 5, 7 (counted from 0), then rows 0, 2, 4, 6. */
    private static long evenAndOddRows(long x) {
        long odd = x & 0x00FF00FF00FF00FFL;
        long even = x >>> 8 & 0x00FF00FF00FF00FFL;
        return gather(odd) << Integer.SIZE | gather(even);
    }

    private static long interleaveRows(long x) {
        return spread(x >>> Integer.SIZE) | spread(x & 0xFFFF_FFFFL) << 8;
    }

    /** The bytes at even places, moved together. */
    private static long gather(long x) {
        x = (x | x >>> 8) & 0x0000FFFF0000FFFFL;
        return (x | x >>> 16) & 0x00000000FFFFFFFFL;
    }

    private static long spread(long x) {
        x = (x | x << 16) & 0x0000FFFF0000FFFFL;
        return (x | x << 8) & 0x00FF00FF00FF00FFL;
    }
}
