package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.vschema.error.SqlError;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of several shards into one order and feeds them to a sink. Confined to the session's event loop.
 *
 * <p>With sort keys it takes the least of the shards' first rows each time, so the order is that of the shards' own
 * ORDER BY; without, one shard's rows come after the other's.
 */
final class RowMerge {

    /** Rows that are merged before other sessions of the event loop get their turn. */
    static final int BATCH = 1024;

    private final List<ShardRows> shards;
    private final List<SortKey> keys;
    private final RowSink sink;

    private @Nullable PriorityQueue<ShardRows> queue;
    private boolean started;

    /** The shard whose rows are being passed on, where there is no order. */
    private int present;

    /** The shard whose next row has not arrived; it is in no queue meanwhile. */
    private @Nullable ShardRows pending;

    RowMerge(List<ShardRows> shards, List<SortKey> keys, RowSink sink) {
        this.shards = List.copyOf(shards);
        this.keys = List.copyOf(keys);
        this.sink = sink;
    }

    /** How far {@link #advance} has come. */
    enum Progress {
        /** It needs more from a server. */
        WAITING,
        /** A batch is through and there is more to do at once. */
        MORE,
        DONE
    }

    /** Merges what has arrived, at most one batch of it. */
    Progress advance() {
        if (!started && !start()) {
            return Progress.WAITING;
        }
        for (int merged = 0; merged < BATCH; merged++) {
            if (sink.isSatisfied()) {
                return finish();
            }
            ShardRows next = queue == null ? nextInSequence() : nextInOrder(queue);
            if (next == null) {
                return finish();
            }
            if (!next.isReady()) {
                return Progress.WAITING;
            }
            sink.row(next.take());
            if (queue != null) {
                putBack(queue, next);
            }
        }
        return Progress.MORE;
    }

    private boolean start() {
        List<ColumnDefinition> columns = null;
        for (ShardRows shard : shards) {
            List<ColumnDefinition> described = shard.columns();
            if (described == null || (!keys.isEmpty() && !shard.isReady())) {
                return false;
            }
            if (columns == null) {
                columns = described;
            } else {
                checkAgreement(columns, described, shard);
            }
        }
        if (columns == null) {
            throw new IllegalStateException("a merge of no shards");
        }
        sink.columns(columns);
        if (!keys.isEmpty()) {
            Comparator<byte[] @Nullable []> order = RowOrder.of(keys, columns);
            queue = new PriorityQueue<>((a, b) -> order.compare(first(a), first(b)));
            for (ShardRows shard : shards) {
                if (!shard.isExhausted()) {
                    queue.add(shard);
                }
            }
        }
        started = true;
        return true;
    }

    /** Values of different types are written differently, so rows of both cannot stand in one result. */
    private static void checkAgreement(List<ColumnDefinition> first, List<ColumnDefinition> other, ShardRows shard) {
        boolean agree = first.size() == other.size();
        for (int i = 0; agree && i < first.size(); i++) {
            ColumnDefinition a = first.get(i);
            ColumnDefinition b = other.get(i);
            agree = a.type() == b.type() && a.unsigned() == b.unsigned() && a.collation() == b.collation();
            if (!agree) {
                throw SqlError.SHARDS_DISAGREE.exception("column '" + a.name() + "' is " + a.type() + " on one and "
                        + b.type() + " on " + shard.connection().endpoint() + ", or of another collation");
            }
        }
        if (!agree) {
            throw SqlError.SHARDS_DISAGREE.exception(
                    "one answers with " + first.size() + " columns and another one with " + other.size());
        }
    }

    private static byte[] @Nullable [] first(ShardRows shard) {
        byte[] @Nullable [] row = shard.peek();
        if (row == null) {
            throw new IllegalStateException("a shard without a row stands in the queue");
        }
        return row;
    }

    private @Nullable ShardRows nextInSequence() {
        while (present < shards.size() && shards.get(present).isExhausted()) {
            present++;
        }
        return present < shards.size() ? shards.get(present) : null;
    }

    /** Shards whose next row has not arrived wait outside the queue; nothing can be compared until it has. */
    private @Nullable ShardRows nextInOrder(PriorityQueue<ShardRows> ordered) {
        ShardRows waiting = pending;
        if (waiting != null) {
            if (!waiting.isReady()) {
                return waiting;
            }
            pending = null;
            if (!waiting.isExhausted()) {
                ordered.add(waiting);
            }
        }
        return ordered.poll();
    }

    private void putBack(PriorityQueue<ShardRows> ordered, ShardRows taken) {
        if (!taken.isReady()) {
            pending = taken;
        } else if (!taken.isExhausted()) {
            ordered.add(taken);
        }
    }

    private Progress finish() {
        shards.forEach(ShardRows::discard);
        if (!shards.stream().allMatch(ShardRows::hasEnded)) {
            return Progress.WAITING;
        }
        sink.end();
        return Progress.DONE;
    }
}
