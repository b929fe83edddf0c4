package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.planner.primitive.InsertedRows;
import io.shardgate.planner.splice.ShardRows;
import io.shardgate.planner.splice.SplicedText;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an INSERT or REPLACE of the statement's own rows: takes ids from the sequence for the rows that need one, then
 * sends each row to its shard. Confined to the session's event loop.
 */
final class InsertExecution {

    private final PlannedStatement statement;
    private final Insert insert;
    private final InsertEvaluator evaluator;
    private final RowPlacement placement;

    private InsertExecution(PlannedStatement statement, Insert insert) {
        this.statement = statement;
        this.insert = insert;
        this.evaluator = new InsertEvaluator(InsertedRows.of(insert.rows(), statement.values()), insert.generated());
        this.placement =
                new RowPlacement(statement, insert.keyspace(), insert.placement(), insert.generated(), evaluator);
    }

    static void run(PlannedStatement statement, Insert insert) {
        InsertExecution execution = new InsertExecution(statement, insert);
        execution.placement.number(execution::dispatch);
    }

    private void dispatch(RowPlacement.Ids ids) {
        List<Scatter.Query> queries = new ArrayList<>();
        for (RowPlacement.Part part : placement.parts(ids)) {
            queries.add(new Scatter.Query(part.shard(), text(part.rows(), ids)));
        }
        if (queries.size() == 1 && ids.first() == 0) {
            relay(queries.get(0));
        } else {
            ShardWrites.ofEach(
                            statement.execution(), queries, placement.counting(), ids.first(), statement.completion())
                    .start();
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

    private StatementText text(List<Integer> rows, RowPlacement.Ids ids) {
        return insert.query().isWhole()
                ? statement.texts().text(insert.query())
                : statement.texts().text(insert.query(), new Rows(rows, ids));
    }

    /** The rows that one shard gets. */
    private final class Rows implements ShardRows {

        private final List<Integer> indexes;
        private final RowPlacement.Ids ids;

        Rows(List<Integer> indexes, RowPlacement.Ids ids) {
            this.indexes = indexes;
            this.ids = ids;
        }

        @Override
        public int count() {
            return indexes.size();
        }

        @Override
        public int index(int nth) {
            return indexes.get(nth);
        }

        @Override
        public boolean isGenerated(int row) {
            return evaluator.isGenerated(row);
        }

        @Override
        public long generated(int row) {
            return ids.of(row);
        }
    }
}
