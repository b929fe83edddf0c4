package io.shardgate.vschema.vindex;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The collation elements of characters: the root table of CLDR 23 for Unicode 6.2, which is the one that fixes the keyspace
 * ids of the unicode_loose vindexes.
 *
 * <p>An element is an int: the primary weight in its low 21 bits, the combining class above it. A character has one
 * element, or a list of them, or elements that depend on the characters after it (a contraction), or it is not in the
 * table and its weight follows from its code. Nothing here comes from the JDK's own Unicode data: that changes with the
 * JDK, and keyspace ids must not.
 */
final class CollationTable {

    /** A place in a contraction: the elements if it ends here, and where each next character leads. */
    static final class Node {
        private final int @Nullable [] elements;
        private final Map<Integer, Node> next = new HashMap<>();

        Node(int @Nullable [] elements) {
            this.elements = elements;
        }

        /** Null when a contraction cannot end here. */
        int @Nullable [] elements() {
            return elements;
        }

        @Nullable
        Node next(int character) {
            return next.get(character);
        }

        boolean isLeaf() {
            return next.isEmpty();
        }

        void put(int character, Node node) {
            next.put(character, node);
        }
    }

    private static final int PRIMARY_BITS = 21;
    private static final int KIND_SHIFT = 29;
    private static final int PAYLOAD_MASK = (1 << KIND_SHIFT) - 1;
    private static final int BLOCK_BITS = 6;
    private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;

    // Kind 1 is a character that the table does not have.
    private static final int LIST = 2;
    private static final int CONTRACTION = 3;

    private static final int COMMON_IDEOGRAPHS = 0x10000;
    private static final int OTHER_IDEOGRAPHS = 0x20000;
    private static final int OTHER_CHARACTERS = 0x50000;

    private final char[] stages;
    private final int[] values;
    private final int[] lists;
    private final Node[] contractions;
    private final CharacterRanges leadClasses;
    private final CharacterRanges trailClasses;
    private final CharacterRanges ideographs;

    CollationTable(
            char[] stages,
            int[] values,
            int[] lists,
            Node[] contractions,
            CharacterRanges leadClasses,
            CharacterRanges trailClasses,
            CharacterRanges ideographs) {
        this.stages = stages;
        this.values = values;
        this.lists = lists;
        this.contractions = contractions;
        this.leadClasses = leadClasses;
        this.trailClasses = trailClasses;
        this.ideographs = ideographs;
    }

    static int primary(int element) {
        return element & ((1 << PRIMARY_BITS) - 1);
    }

    static int combiningClass(int element) {
        return element >>> PRIMARY_BITS;
    }

    /** What the table says of a character; the other methods tell what it is. */
    int valueOf(int character) {
        return values[stages[character >> BLOCK_BITS] << BLOCK_BITS | (character & BLOCK_MASK)];
    }

    static boolean isElement(int value) {
        return value >>> KIND_SHIFT == 0;
    }

    static boolean isList(int value) {
        return value >>> KIND_SHIFT == LIST;
    }

    static boolean isContraction(int value) {
        return value >>> KIND_SHIFT == CONTRACTION;
    }

    /** Appends the elements of a list. */
    void appendList(int value, List<Integer> to) {
        int at = value & PAYLOAD_MASK;
        int size = lists[at];
        for (int i = 1; i <= size; i++) {
            to.add(lists[at + i]);
        }
    }

    /** Where the contractions of a character start. */
    Node contractionsOf(int value) {
        return contractions[value & PAYLOAD_MASK];
    }

    /** The element of a character that the table does not have. */
    int implicitElement(int character) {
        if (ideographs.numberOf(character) == 0) {
            return character + OTHER_CHARACTERS;
        }
        boolean common = (character >= 0x4E00 && character <= 0x9FFF) || (character >= 0xF900 && character <= 0xFAFF);
        return character + (common ? COMMON_IDEOGRAPHS : OTHER_IDEOGRAPHS);
    }

    /** The combining class of the first character of the canonical decomposition. */
    int leadClass(int character) {
        return leadClasses.numberOf(character);
    }

    /** The combining class of the last character of the canonical decomposition. Only for those with a lead class. */
    int trailClass(int character) {
        return trailClasses.numberOf(character);
    }
}
