package io.shardgate.planner.ast;

/** What becomes of each token in the normalised text: left out, replaced, or written as its kind asks. */
final class Rewriting {

    private final boolean[] skipped;
    private final @org.jspecify.annotations.Nullable String[] replaced;

    Rewriting(int tokens) {
        skipped = new boolean[tokens];
        replaced = new @org.jspecify.annotations.Nullable String[tokens];
    }

    void skip(int from, int to) {
        for (int i = from; i < to; i++) {
            skipped[i] = true;
        }
    }

    void replace(int index, String text) {
        replaced[index] = text;
    }

    boolean isSkipped(int index) {
        return skipped[index];
    }

    /** The replacement, or an empty string when there is none. */
    String replacement(int index) {
        String text = replaced[index];
        return text == null ? "" : text;
    }

    /** Whether the token can stand before an operand as its sign. */
    static boolean isPrefix(TokenView view, int index) {
        return switch (view.word(index)) {
            case "+", "-", "~", "!" -> true;
            case "BINARY" -> !view.isQualified(index);
            default -> false;
        };
    }
}
