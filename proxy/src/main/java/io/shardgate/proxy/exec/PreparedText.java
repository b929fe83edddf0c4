package io.shardgate.proxy.exec;

/** The text of a statement to be prepared on servers. */
public final class PreparedText {

    private final byte[] sql;

    /** Takes the array, which must not change any more. */
    public PreparedText(byte[] sql) {
        this.sql = sql;
    }

    public byte[] sql() {
        return sql;
    }
}
