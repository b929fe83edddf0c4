package io.shardgate.vschema.key;

import java.util.Arrays;
import java.util.Optional;

/**
 * The keyspace ids from a start, inclusive, to an end, exclusive; an empty start or end is open.
 *
 * <p>Bounds are left justified: zero bytes at a bound's end say nothing, so {@code 0000-8000} is the range {@code -80}.
 * They are cut off here once, after which plain comparison of bytes is right for ids of any length.
 *
 * @param start the first id inside; empty for "from the beginning"
 * @param end the first id after the range; empty for "to the end of the keyspace"
 */
public record KeyRange(KeyspaceId start, KeyspaceId end) {

    private static final KeyspaceId OPEN = KeyspaceId.wrap(new byte[0]);

    /** Every keyspace id. */
    public static final KeyRange FULL = new KeyRange(OPEN, OPEN);

    /** Bounds must be in order; the message of the exception is fit for a user. */
    public KeyRange {
        start = withoutTrailingZeros(start);
        boolean endIsOpen = end.length() == 0;
        end = withoutTrailingZeros(end);
        if (!endIsOpen && start.compareTo(end) >= 0) {
            throw new IllegalArgumentException(
                    "key range %s-%s is empty: its start must be lower than its end".formatted(start, end));
        }
    }

    /**
     * Reads a range as shards are named: {@code -80}, {@code 80-c0}, {@code -}.
     *
     * @throws IllegalArgumentException when the text is no key range; the message is fit for a user
     */
    public static KeyRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("key range '%s' has no '-'; write start-end, as in -80".formatted(text));
        }
        if (text.indexOf('-', dash + 1) >= 0) {
            throw new IllegalArgumentException("key range '%s' has more than one '-'".formatted(text));
        }
        return new KeyRange(
                KeyspaceId.wrap(Hex.parse(text.substring(0, dash), "start of key range")),
                KeyspaceId.wrap(Hex.parse(text.substring(dash + 1), "end of key range")));
    }

    public boolean isFull() {
        return start.length() == 0 && end.length() == 0;
    }

    /** Which part of the keyspace the range is, from 0 to 1. */
    public double width() {
        return (end.length() == 0 ? 1 : end.fraction()) - start.fraction();
    }

    public boolean contains(KeyspaceId id) {
        return id.compareTo(start) >= 0 && !endsAtOrBefore(id);
    }

    /** Whether all of the other range lies in this one. */
    public boolean contains(KeyRange other) {
        return start.compareTo(other.start) <= 0
                && (end.length() == 0 || (other.end.length() != 0 && other.end.compareTo(end) <= 0));
    }

    public boolean overlaps(KeyRange other) {
        return !endsAtOrBefore(other.start) && !other.endsAtOrBefore(start);
    }

    /** The ids that are in both ranges; empty when there are none. */
    public Optional<KeyRange> intersect(KeyRange other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        KeyspaceId from = start.compareTo(other.start) >= 0 ? start : other.start;
        boolean thisEndsFirst = end.length() != 0 && (other.end.length() == 0 || end.compareTo(other.end) <= 0);
        return Optional.of(new KeyRange(from, thisEndsFirst ? end : other.end));
    }

    private boolean endsAtOrBefore(KeyspaceId id) {
        return end.length() != 0 && end.compareTo(id) <= 0;
    }

    private static KeyspaceId withoutTrailingZeros(KeyspaceId bound) {
        byte[] bytes = bound.bytes();
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return length == bytes.length ? bound : KeyspaceId.wrap(Arrays.copyOf(bytes, length));
    }

    /** The range as shards are named, in its shortest form: {@code -80}. */
    @Override
    public String toString() {
        return start.hex() + "-" + end.hex();
    }
}
