package io.shardgate.vschema.vindex;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primary sort key of a text: what is left of it when case, accents and width do not count.
 *
 * <p>Two texts that a reader would call loosely the same have the same key. The key is the primary weights of the text's
 * collation elements, two bytes for a weight up to 7FFF and three with the highest bit set for others.
 *
 * <p>Where this departs from the Unicode Collation Algorithm (the text is not normalised first; marks are put in order as
 * their elements come, and no more than {@value #MAX_MARKS} at a time), it does so because published keyspace ids do.
 *
 * <p>An instance computes one key.
 */
final class PrimaryWeights {

    private static final int MAX_MARKS = 30;

    private static final int FIRST_HANGUL = 0xAC00;
    private static final int LAST_HANGUL = 0xD7A3;
    private static final int VOWELS = 21;
    private static final int TRAILS = 28;

    private final CollationTable table;
    private final int[] text;
    private final ElementBuffer elements;

    /** The next character whose elements are to be appended. */
    private int position;

    private PrimaryWeights(CollationTable table, int[] text) {
        this.table = table;
        this.text = text;
        this.elements = new ElementBuffer(text.length + 8);
    }

    static byte[] of(CollationTable table, int[] codePoints) {
        var weights = new PrimaryWeights(table, codePoints);
        weights.collect();
        return weights.key();
    }

    private byte[] key() {
        var key = new ByteArrayOutputStream(2 * elements.size());
        for (int i = 0; i < elements.size(); i++) {
            int weight = CollationTable.primary(elements.get(i));
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
        while (settled < elements.size() || position < text.length) {
            if (settled == elements.size()) {
                appendNext();
            }
            if (classAt(elements.size() - 1) == 0) {
                settled = elements.size();
            } else if (classAt(settled) == 0) {
                settled = endOfStarters(settled);
            } else {
                settled = collectMarks(settled);
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

    /** Brings a run of marks into order; returns where the run ends. */
    private int collectMarks(int start) {
        int highest = classAt(elements.size() - 1);
        while (position < text.length) {
            int added = elements.size();
            appendNext();
            int mark = classAt(added);
            if (mark == 0 || elements.size() - start > MAX_MARKS) {
                return added;
            }
            if (mark < highest) {
                sink(start, added, mark);
            } else {
                highest = mark;
            }
        }
        return elements.size();
    }

    /** Moves the elements that were added last before those of a higher class. */
    private void sink(int start, int added, int mark) {
        int to = added - 1;
        while (to > start && mark < classAt(to - 1)) {
            to--;
        }
        elements.moveTail(added, to);
    }

    private int classAt(int index) {
        return CollationTable.combiningClass(elements.get(index));
    }

    private void appendNext() {
        int character = text[position++];
        int value = table.valueOf(character);
        if (CollationTable.isContraction(value)) {
            appendContraction(table.contractionsOf(value));
        } else {
            append(character, value);
        }
    }

    /** Appends the elements of a character whose neighbours do not matter. */
    private void append(int character, int value) {
        if (CollationTable.isElement(value)) {
            elements.append(value);
        } else if (CollationTable.isList(value)) {
            table.appendList(value, elements);
        } else if (character >= FIRST_HANGUL && character <= LAST_HANGUL) {
            appendHangul(character - FIRST_HANGUL);
        } else {
            elements.append(table.implicitElement(character));
        }
    }

    /** A syllable is made of two or three letters by arithmetic, and the table has only the letters. */
    private void appendHangul(int syllable) {
        elements.append(table.valueOf(0x1100 + syllable / TRAILS / VOWELS));
        elements.append(table.valueOf(0x1161 + syllable / TRAILS % VOWELS));
        if (syllable % TRAILS != 0) {
            elements.append(table.valueOf(0x11A7 + syllable % TRAILS));
        }
    }

    /**
     * Appends the elements of the longest contraction that starts before {@code position}.
     *
     * <p>A mark may belong to the contraction although other marks stand between, as long as none of those has the same
     * combining class or a higher one. What was stepped over counts after the contraction.
     */
    private void appendContraction(CollationTable.Node start) {
        var match = new ContractionMatch(start, position);
        match.advance(position, text.length);
        if (!match.isComplete() && match.scanned < text.length && table.leadClass(text[match.scanned]) != 0) {
            matchOverMarks(match);
        }
        appendAll(match.elements);
        int[] skipped = match.skippedBeforeEnd();
        position = match.end;
        if (skipped.length != 0) {
            // Recursion ends: what was skipped is shorter than what was matched.
            var inner = new PrimaryWeights(table, skipped);
            while (inner.position < skipped.length) {
                inner.appendNext();
            }
            for (int i = 0; i < inner.elements.size(); i++) {
                elements.append(inner.elements.get(i));
            }
        }
    }

    private void matchOverMarks(ContractionMatch match) {
        int from = match.scanned;
        int at = from + 1;
        int before = table.trailClass(text[from]);
        int limit = at;
        while (limit < text.length && table.leadClass(text[limit]) != 0) {
            limit++;
        }
        while (at < limit && !match.isComplete()) {
            int mark = table.leadClass(text[at]);
            if (before >= mark) {
                return;
            }
            before = table.trailClass(text[at]);
            int reached = match.advance(at, limit);
            if (reached == at) {
                at++;
            } else {
                match.skip(from, at, reached);
                at = reached;
                from = reached;
            }
        }
    }

    private void appendAll(int[] all) {
        for (int element : all) {
            elements.append(element);
        }
    }

    /** How far a contraction has been matched. */
    private final class ContractionMatch {
        private CollationTable.Node node;
        private int[] elements;

        /** After the last character of the longest match so far. */
        private int end;

        /** After the last character that the match has stepped on, whether or not a contraction can end there. */
        private int scanned;

        private final int[] skipped;
        private int skippedCount;
        private int skippedAtEnd;

        ContractionMatch(CollationTable.Node start, int position) {
            node = start;
            elements = required(start.elements());
            end = position;
            scanned = position;
            skipped = new int[text.length - position];
        }

        private static int[] required(int @Nullable [] elements) {
            if (elements == null) {
                throw new IllegalStateException("a character that starts contractions has no elements of its own");
            }
            return elements;
        }

        boolean isComplete() {
            return node.isLeaf();
        }

        /** Steps on while the characters continue a contraction; returns where it stopped. */
        int advance(int from, int limit) {
            int at = from;
            while (at < limit) {
                CollationTable.Node next = node.next(text[at]);
                if (next == null) {
                    break;
                }
                node = next;
                at++;
                int[] found = next.elements();
                if (found != null) {
                    elements = found;
                    end = at;
                }
            }
            scanned = at;
            return at;
        }

        /** Notes that the characters before {@code to} were left out of a match that went on to {@code reached}. */
        void skip(int from, int to, int reached) {
            System.arraycopy(text, from, skipped, skippedCount, to - from);
            skippedCount += to - from;
            if (end == reached) {
                skippedAtEnd = skippedCount;
            }
        }

        int[] skippedBeforeEnd() {
            return Arrays.copyOf(skipped, skippedAtEnd);
        }
    }
}
