package io.shardgate.guestbook.message;

import java.util.regex.Pattern;

/**
 * A page of the guestbook, and the column that its messages are sharded by: any {@code bigint unsigned}.
 *
 * @param bits the 64 bits of the number, to be read as unsigned
 */
public record PageNumber(long bits) {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");

    /**
     * Reads a decimal number.
     *
     * @throws IllegalArgumentException with words for the person who typed it
     */
    public static PageNumber parse(String text) {
        if (DIGITS.matcher(text).matches()) {
            try {
                return new PageNumber(Long.parseUnsignedLong(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(refusal(text), e);
            }
        }
        throw new IllegalArgumentException(refusal(text));
    }

    private static String refusal(String text) {
        return "'" + text + "' is not a page: pages are whole numbers from 0 to " + Long.toUnsignedString(-1);
    }

    public boolean isFirst() {
        return bits == 0;
    }

    public boolean isLast() {
        return bits == -1;
    }

    public PageNumber previous() {
        return new PageNumber(bits - 1);
    }

    public PageNumber next() {
        return new PageNumber(bits + 1);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
