package io.shardgate.resharding.stream;

import java.util.List;

/**
 * A committed transaction of the source's binary log.
 *
 * @param changes to tables that are copied, in order
 * @param committedMillis when it was committed on the source, in milliseconds since 1970; to the second on most servers
 */
record SourceTransaction(String gtid, List<RowChange> changes, long committedMillis) {

    SourceTransaction {
        changes = List.copyOf(changes);
    }
}
