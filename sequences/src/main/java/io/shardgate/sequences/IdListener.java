package io.shardgate.sequences;

import io.shardgate.vschema.error.SqlErrorException;

/** Is told the ids that were asked for; once, on the asking thread or on one that fetches blocks. It must not block. */
public interface IdListener {

    /** @param first the first of as many consecutive ids as were asked for */
    void ids(long first);

    void unavailable(SqlErrorException cause);
}
