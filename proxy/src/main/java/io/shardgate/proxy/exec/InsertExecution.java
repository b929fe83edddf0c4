package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.splice.ShardRows;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.sequences.SequenceName;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs an INSERT or REPLACE: takes ids from the sequence for the rows that need one, then sends each row to its shard.
 * Confined to the session's event loop.
 */
final class InsertExecution {

    private final PlannedStatement statement;
    private final Insert insert;
    private final InsertEvaluator evaluator;

    private InsertExecution(PlannedStatement statement, Insert insert) {
        this.statement = statement;
        this.insert = insert;
        this.evaluator = new InsertEvaluator(insert, statement.values());
    }

    static void run(PlannedStatement statement, Insert insert) {
        new InsertExecution(statement, insert).start();
    }

    private void start() {
        int count = insert.generated().isPresent() ? evaluator.generatedCount() : 0;
        if (count == 0) {
            dispatch(new long[evaluator.rowCount()], 0);
            return;
        }
        Insert.Generated generated = insert.generated().orElseThrow();
        Execution execution = statement.execution();
        SequenceName name = new SequenceName(generated.sequenceKeyspace(), generated.sequence());
        execution
                .sequences()
                .next(
                        name,
                        count,
                        new LoopIdListener(
                                execution.eventLoop(),
                                this::send,
                                cause -> statement.completion().failed(ErrPacket.of(cause))));
    }

    private long[] numbered(long first) {
        long[] ids = new long[evaluator.rowCount()];
        long next = first;
        for (int row = 0; row < ids.length; row++) {
            if (evaluator.isGenerated(row)) {
                ids[row] = next++;
            }
        }
        return ids;
    }

    private void send(long firstGenerated) {
        Guarded.run(
                statement.execution(),
                statement.completion(),
                () -> dispatch(numbered(firstGenerated), firstGenerated));
    }

    private void dispatch(long[] ids, long firstGenerated) {
        List<Scatter.Query> queries = new ArrayList<>();
        Dml.Counting counting = Dml.Counting.SUM;
        Insert.Placement placement = insert.placement();
        if (placement instanceof Insert.ByVindex byVindex) {
            partition(byVindex, ids)
                    .forEach((shard, rows) -> queries.add(new Scatter.Query(shard, text(rowsOf(rows), ids))));
        } else {
            Destination destination = placement instanceof Insert.Pinned pinned
                    ? new Destination.At(pinned.id())
                    : Destination.everywhere();
            counting = placement instanceof Insert.EveryShard ? Dml.Counting.ONE : Dml.Counting.SUM;
            List<ResolvedShard> shards =
                    statement.isTargeted() ? statement.targeted() : statement.resolve(insert.keyspace(), destination);
            for (ResolvedShard shard : shards) {
                queries.add(new Scatter.Query(shard, text(allRows(), ids)));
            }
        }
        if (queries.size() == 1 && firstGenerated == 0) {
            relay(queries.get(0));
        } else {
            new ShardWrites(statement.execution(), queries, counting, firstGenerated, statement.completion()).start();
        }
    }

    private void relay(Scatter.Query query) {
        PreparedCall call = statement.forwardableCall();
        boolean untouched = insert.query().preparedForm() == SplicedText.PreparedForm.SAME;
        if (call != null && untouched) {
            PreparedForward.execute(
                    statement.execution(),
                    query.shard(),
                    StatementEffect.WRITE,
                    call,
                    statement.reserveBecause(),
                    statement.completion());
        } else {
            Forward.run(
                    statement.execution(),
                    query.shard(),
                    StatementEffect.WRITE,
                    query.text(),
                    statement.reserveBecause(),
                    statement.completion());
        }
    }

    /** The rows of each shard, in key order of the shards. */
    private Map<ResolvedShard, List<Integer>> partition(Insert.ByVindex placement, long[] ids) {
        Map<ResolvedShard, List<Integer>> byShard = new TreeMap<>();
        List<KeyspaceId> places = evaluator.place(placement, ids);
        for (int row = 0; row < places.size(); row++) {
            byShard.computeIfAbsent(shardOf(places.get(row), row), shard -> new ArrayList<>())
                    .add(row);
        }
        return byShard;
    }

    private ResolvedShard shardOf(KeyspaceId id, int row) {
        if (!statement.isTargeted()) {
            return statement.resolve(insert.keyspace(), new Destination.At(id)).get(0);
        }
        ResolvedShard target = statement.targeted().get(0);
        if (!target.shard().range().contains(id)) {
            throw SqlError.WRONG_SHARD.exception("row " + (row + 1) + " has the keyspace id " + id.hex()
                    + ", which shard " + target.path() + " does not own; insert it without naming a shard");
        }
        return target;
    }

    private StatementText text(int[] rows, long[] ids) {
        if (insert.query().isWhole()) {
            return statement.texts().text(insert.query(), Routing.Unsharded.UNSHARDED, anything());
        }
        return statement.texts().text(insert.query(), new Rows(rows, ids));
    }

    private ResolvedShard anything() {
        return statement.isTargeted()
                ? statement.targeted().get(0)
                : statement.resolve(insert.keyspace(), Destination.everywhere()).get(0);
    }

    private int[] allRows() {
        int[] all = new int[evaluator.rowCount()];
        for (int row = 0; row < all.length; row++) {
            all[row] = row;
        }
        return all;
    }

    private static int[] rowsOf(List<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The rows that one shard gets. */
    private final class Rows implements ShardRows {

        private final int[] indexes;
        private final long[] ids;

        Rows(int[] indexes, long[] ids) {
            this.indexes = indexes;
            this.ids = ids;
        }

        @Override
        public int count() {
            return indexes.length;
        }

        @Override
        public int index(int nth) {
            return indexes[nth];
        }

        @Override
        public boolean isGenerated(int row) {
            return evaluator.isGenerated(row);
        }

        @Override
        public long generated(int row) {
            return ids[row];
        }
    }
}
