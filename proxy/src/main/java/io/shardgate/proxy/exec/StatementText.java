package io.shardgate.proxy.exec;

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

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
