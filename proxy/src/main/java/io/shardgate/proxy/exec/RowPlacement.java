package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.sequences.SequenceName;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Gives the rows of one INSERT their ids and their shards. Confined to the session's event loop.
 *
 * @param keyspace of the table
 * @param evaluator of the rows
 */
record RowPlacement(
        PlannedStatement statement,
        String keyspace,
        Insert.Placement placement,
        Optional<Insert.Generated> generated,
        InsertEvaluator evaluator) {

    /** The ids that rows got from the sequence. */
    static final class Ids {

        private final long[] byRow;
        private final long first;

        private Ids(long[] byRow, long first) {
            this.byRow = byRow;
            this.first = first;
        }

        /** The id of a row that got one. */
        long of(int row) {
            return byRow[row];
        }

        /** The first of them; 0 if no row got one. */
        long first() {
            return first;
        }
    }

    /** The rows, by their index, that one shard gets. */
    record Part(ResolvedShard shard, List<Integer> rows) {}

    /** What happens when the ids are there. */
    interface Next {
        void run(Ids ids);
    }

    /** Takes as many ids from the sequence as the rows need, then goes on; a failure ends the statement. */
    void number(Next next) {
        int count = generated.isPresent() ? evaluator.generatedCount() : 0;
        if (count == 0) {
            next.run(new Ids(new long[evaluator.rowCount()], 0));
            return;
        }
        SequenceName name = new SequenceName(
                generated.orElseThrow().sequenceKeyspace(),
                generated.orElseThrow().sequence());
        Execution execution = statement.execution();
        Completion completion = statement.completion();
        execution
                .sequences()
                .next(
                        name,
                        count,
                        new LoopIdListener(
                                execution.eventLoop(),
                                first -> Guarded.run(
                                        execution, completion, () -> next.run(new Ids(numbered(first), first))),
                                cause -> completion.failed(ErrPacket.of(cause))));
    }

    private long[] numbered(long first) {
        long[] ids = new long[evaluator.rowCount()];
        long id = first;
        for (int row = 0; row < ids.length; row++) {
            if (evaluator.isGenerated(row)) {
                ids[row] = id++;
            }
        }
        return ids;
    }

    /** The shards of the rows, if none of them needs an id first. */
    Optional<List<Part>> partsOfGivenRows() {
        boolean isGiven = generated.isEmpty() || evaluator.generatedCount() == 0;
        return isGiven ? Optional.of(parts(new Ids(new long[evaluator.rowCount()], 0))) : Optional.empty();
    }

    /** The shards of the rows, in key order. */
    List<Part> parts(Ids ids) {
        List<Part> parts = new ArrayList<>();
        if (placement instanceof Insert.ByVindex byVindex) {
            partition(byVindex, ids).forEach((shard, rows) -> parts.add(new Part(shard, rows)));
            return parts;
        }
        Destination destination =
                placement instanceof Insert.Pinned pinned ? new Destination.At(pinned.id()) : Destination.everywhere();
        List<ResolvedShard> shards =
                statement.isTargeted() ? statement.targeted() : statement.resolve(keyspace, destination);
        List<Integer> all = IntStream.range(0, evaluator.rowCount()).boxed().toList();
        shards.forEach(shard -> parts.add(new Part(shard, all)));
        return parts;
    }

    /** How the shards' counts make the statement's. */
    Dml.Counting counting() {
        return placement instanceof Insert.EveryShard ? Dml.Counting.ONE : Dml.Counting.SUM;
    }

    private Map<ResolvedShard, List<Integer>> partition(Insert.ByVindex byVindex, Ids ids) {
        Map<ResolvedShard, List<Integer>> byShard = new TreeMap<>();
        List<KeyspaceId> places = evaluator.place(byVindex, ids.byRow);
        for (int row = 0; row < places.size(); row++) {
            byShard.computeIfAbsent(shardOf(places.get(row), row), shard -> new ArrayList<>())
                    .add(row);
        }
        return byShard;
    }

    private ResolvedShard shardOf(KeyspaceId id, int row) {
        if (!statement.isTargeted()) {
            return statement.resolve(keyspace, new Destination.At(id)).get(0);
        }
        ResolvedShard target = statement.targeted().get(0);
        if (!target.shard().range().contains(id)) {
            throw SqlError.WRONG_SHARD.exception("row " + (row + 1) + " has the keyspace id " + id.hex()
                    + ", which shard " + target.path() + " does not own; insert it without naming a shard");
        }
        return target;
    }
}
