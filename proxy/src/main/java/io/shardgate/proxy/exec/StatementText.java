package io.shardgate.proxy.exec;

import io.shardgate.planner.lexer.Tokens;

/** A statement's text: a part of an array that nobody changes while the statement runs. */
public final class StatementText {

    private final byte[] bytes;
    private final int from;
    private final int to;

    public StatementText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** The text of a scanned statement; valid as long as its array is not changed. */
    public static StatementText of(Tokens tokens) {
        return new StatementText(tokens.bytes(), tokens.textStart(), tokens.textEnd());
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }
}
