package io.shardgate.vschema.vindex;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a contraction has been matched in a text.
 *
 * @param node where the last character led
 * @param longest where the longest match so far ended
 * @param end after the last character of the longest match
 * @param scanned after the last character that was looked at, whether or not a contraction can end there
 * @param skipped characters that the match stepped over
 * @param skippedAtEnd those of them that the longest match stepped over
 */
record ContractionMatch(
        CollationTable.Node node,
        CollationTable.Node longest,
        int end,
        int scanned,
        List<Integer> skipped,
        List<Integer> skippedAtEnd) {

    /** The first character alone; the position is after it. */
    static ContractionMatch at(CollationTable.Node start, int position) {
        return new ContractionMatch(start, start, position, position, List.of(), List.of());
    }

    boolean isComplete() {
        return node.isLeaf();
    }

    int[] elements() {
        int[] elements = longest.elements();
        if (elements == null) {
            throw new IllegalStateException("a contraction ends where it has no elements");
        }
        return elements;
    }

    /** Steps on while the characters from a place on continue the contraction. */
    ContractionMatch advance(int[] text, int from, int limit) {
        CollationTable.Node reached = node;
        CollationTable.Node found = longest;
        int foundEnd = end;
        int at = from;
        while (at < limit) {
            CollationTable.Node next = reached.next(text[at]);
            if (next == null) {
                break;
            }
            reached = next;
            at++;
            if (next.elements() != null) {
                found = next;
                foundEnd = at;
            }
        }
        return new ContractionMatch(reached, found, foundEnd, at, skipped, skippedAtEnd);
    }

    /** Notes that the characters before {@code to} were stepped over by what was matched last. */
    ContractionMatch skipping(int[] text, int from, int to) {
        var all = new ArrayList<>(skipped);
        for (int i = from; i < to; i++) {
            all.add(text[i]);
        }
        return new ContractionMatch(node, longest, end, scanned, all, end == scanned ? all : skippedAtEnd);
    }
}
