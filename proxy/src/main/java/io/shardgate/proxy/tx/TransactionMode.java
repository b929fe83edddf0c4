package io.shardgate.proxy.tx;

/** How far a transaction may reach, as the session variable transaction_mode says. */
public enum TransactionMode {
    /** One shard; a statement that would need another one fails. */
    SINGLE,
    /** Any number of shards, committed one after the other. */
    MULTI
}
