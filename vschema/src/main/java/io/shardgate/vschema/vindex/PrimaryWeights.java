package io.shardgate.vschema.vindex;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The primary sort key of a text: what is left of it when case, accents and width do not count.
 *
 * <p>Two texts that a reader would call loosely the same have the same key. The key is the primary weights of the text's
 * collation elements, two bytes for a weight up to 7FFF and three with the highest bit set for others.
 *
 * <p>Where this departs from the Unicode Collation Algorithm (the text is not normalised first; marks are put in order as
 * their elements come, and no more than {@value #MAX_MARKS} at a time), it does so because published keyspace ids do.
 *
 * <p>An instance computes one key. Methods that append elements take the position of the character and return that of the
 * next one.
 */
final class PrimaryWeights {

    private static final int MAX_MARKS = 30;

    private static final int FIRST_HANGUL = 0xAC00;
    private static final int LAST_HANGUL = 0xD7A3;
    private static final int VOWELS = 21;
    private static final int TRAILS = 28;

    private final CollationTable table;
    private final int[] text;
    private final List<Integer> elements;

    private PrimaryWeights(CollationTable table, int[] text) {
        this.table = table;
        this.text = text;
        this.elements = new ArrayList<>(text.length + 8);
    }

    static byte[] of(CollationTable table, int[] codePoints) {
        var weights = new PrimaryWeights(table, codePoints);
        weights.collect();
        return weights.key();
    }

    private byte[] key() {
        var key = new ByteArrayOutputStream(2 * elements.size());
        for (int element : elements) {
            int weight = CollationTable.primary(element);
            if (weight > 0x7FFF) {
                key.write(weight >> 16 | 0x80);
            }
            if (weight != 0) {
                key.write(weight >> 8);
                key.write(weight);
            }
        }
        return key.toByteArray();
    }

    /**
     * Appends the elements of all characters, with marks (elements that have a combining class) in order.
     *
     * <p>Elements before {@code settled} do not move any more.
     */
    private void collect() {
        int settled = 0;
        int position = 0;
        while (settled < elements.size() || position < text.length) {
            if (settled == elements.size()) {
                position = appendNext(position);
            }
            if (classAt(elements.size() - 1) == 0) {
                settled = elements.size();
            } else if (classAt(settled) == 0) {
                settled = endOfStarters(settled);
            } else {
                int start = settled;
                int highest = classAt(elements.size() - 1);
                settled = -1;
                while (settled < 0 && position < text.length) {
                    int added = elements.size();
                    position = appendNext(position);
                    int mark = classAt(added);
                    if (mark == 0 || elements.size() - start > MAX_MARKS) {
                        settled = added;
                    } else if (mark < highest) {
                        sink(start, added, mark);
                    } else {
                        highest = mark;
                    }
                }
                settled = settled < 0 ? elements.size() : settled;
            }
        }
    }

    private int endOfStarters(int from) {
        int end = from;
        while (end < elements.size() && classAt(end) == 0) {
            end++;
        }
        return end;
    }

    /** Moves the elements that were added last before those of a higher class. */
    private void sink(int start, int added, int mark) {
        int to = added - 1;
        while (to > start && mark < classAt(to - 1)) {
            to--;
        }
        Collections.rotate(elements.subList(to, elements.size()), to - added);
    }

    private int classAt(int index) {
        return CollationTable.combiningClass(elements.get(index));
    }

    private int appendNext(int position) {
        int character = text[position];
        int value = table.valueOf(character);
        if (CollationTable.isContraction(value)) {
            return appendContraction(table.contractionsOf(value), position + 1);
        }
        append(character, value);
        return position + 1;
    }

    /** Appends the elements of a character whose neighbours do not matter. */
    private void append(int character, int value) {
        if (CollationTable.isElement(value)) {
            elements.add(value);
        } else if (CollationTable.isList(value)) {
            table.appendList(value, elements);
        } else if (character >= FIRST_HANGUL && character <= LAST_HANGUL) {
            appendHangul(character - FIRST_HANGUL);
        } else {
            elements.add(table.implicitElement(character));
        }
    }

    /** A syllable is made of two or three letters by arithmetic, and the table has only the letters. */
    private void appendHangul(int syllable) {
        elements.add(table.valueOf(0x1100 + syllable / TRAILS / VOWELS));
        elements.add(table.valueOf(0x1161 + syllable / TRAILS % VOWELS));
        if (syllable % TRAILS != 0) {
            elements.add(table.valueOf(0x11A7 + syllable % TRAILS));
        }
    }

    /**
     * Appends the elements of the longest contraction whose first character stands before the position.
     *
     * <p>A mark may belong to the contraction although other marks stand between, as long as none of those has the same
     * combining class or a higher one. What was stepped over counts after the contraction.
     */
    private int appendContraction(CollationTable.Node start, int position) {
        ContractionMatch match = ContractionMatch.at(start, position).advance(text, position, text.length);
        if (!match.isComplete() && match.scanned() < text.length && table.leadClass(text[match.scanned()]) != 0) {
            match = matchOverMarks(match);
        }
        for (int element : match.elements()) {
            elements.add(element);
        }
        if (!match.skippedAtEnd().isEmpty()) {
            // Recursion ends: what was skipped is shorter than what was matched.
            elements.addAll(elementsOf(match.skippedAtEnd()));
        }
        return match.end();
    }

    private List<Integer> elementsOf(List<Integer> characters) {
        int[] skipped = characters.stream().mapToInt(character -> character).toArray();
        var inner = new PrimaryWeights(table, skipped);
        int position = 0;
        while (position < skipped.length) {
            position = inner.appendNext(position);
        }
        return inner.elements;
    }

    private ContractionMatch matchOverMarks(ContractionMatch contiguous) {
        ContractionMatch match = contiguous;
        int from = match.scanned();
        int at = from + 1;
        int before = table.trailClass(text[from]);
        int limit = endOfMarks(at);
        while (at < limit && !match.isComplete()) {
            int mark = table.leadClass(text[at]);
            if (before >= mark) {
                return match;
            }
            before = table.trailClass(text[at]);
            ContractionMatch longer = match.advance(text, at, limit);
            if (longer.scanned() == at) {
                at++;
            } else {
                match = longer.skipping(text, from, at);
                at = match.scanned();
                from = at;
            }
        }
        return match;
    }

    private int endOfMarks(int from) {
        int end = from;
        while (end < text.length && table.leadClass(text[end]) != 0) {
            end++;
        }
        return end;
    }
}
