package io.shardgate.proxy.exec;

import io.shardgate.vschema.error.SqlErrorException;

/** Gives ids of sequences. Thread-safe; never blocks. */
public interface IdSource {

    /** Is told the ids, on any thread. */
    interface Listener {

        /** @param first the first of consecutive ids */
        void ids(long first);

        void unavailable(SqlErrorException cause);
    }

    void next(String keyspace, String sequence, long count, Listener listener);
}
