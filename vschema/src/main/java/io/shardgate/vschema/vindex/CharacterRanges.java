package io.shardgate.vschema.vindex;

import java.util.Arrays;

/** Numbers for ranges of characters; 0 for characters outside of all of them. */
final class CharacterRanges {

    private final int[] first;
    private final int[] last;
    private final int[] number;

    /** The ranges in ascending order; the arrays are kept. */
    CharacterRanges(int[] first, int[] last, int[] number) {
        this.first = first;
        this.last = last;
        this.number = number;
    }

    int numberOf(int character) {
        int found = Arrays.binarySearch(first, character);
        int range = found >= 0 ? found : -found - 2;
        return range >= 0 && character <= last[range] ? number[range] : 0;
    }
}
