package io.shardgate.proxy.exec;

/** Whether a statement may change something. */
public enum StatementEffect {
    /** Changes nothing, so it may be sent again if its connection died before any answer. */
    READ,
    WRITE
}
