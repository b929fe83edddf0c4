package io.shardgate.guestbook.message;

/** The rules for what a person may post. */
public final class MessageText {

    /** In code points, as MySQL counts the characters of {@code varchar(10000)}. */
    public static final int MAX_CHARACTERS = 10_000;

    private MessageText() {}

    /**
     * The text as it will be stored, with the line ends of a browser's form made plain.
     *
     * @throws IllegalArgumentException with words for the person who typed it
     */
    public static String check(String text) {
        String stored = text.replace("\r\n", "\n");
        if (stored.isBlank()) {
            throw new IllegalArgumentException("The message is empty. Write something first.");
        }
        if (stored.codePoints().anyMatch(MessageText::isHalfACharacter)) {
            throw new IllegalArgumentException("The message holds half of a character (a lone surrogate).");
        }
        int characters = stored.codePointCount(0, stored.length());
        if (characters > MAX_CHARACTERS) {
            throw new IllegalArgumentException("The message has %d characters and %d is the most there is room for."
                    .formatted(characters, MAX_CHARACTERS));
        }
        return stored;
    }

    /** Such a one has no UTF-8 form, and would reach the table as a question mark. */
    private static boolean isHalfACharacter(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
