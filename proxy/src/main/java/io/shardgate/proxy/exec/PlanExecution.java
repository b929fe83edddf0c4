package io.shardgate.proxy.exec;

import io.shardgate.planner.Plan;
import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.Concatenate;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.primitive.Distinct;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.planner.primitive.Limit;
import io.shardgate.planner.primitive.MergeSort;
import io.shardgate.planner.primitive.NextValue;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.primitive.Sort;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.planner.primitive.Truncate;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Runs a finished plan: each method below is the meaning of one primitive. Confined to the session's event loop.
 *
 * <p>A plan that comes down to one query for one shard is relayed as it comes. Everything else is a scatter whose rows
 * pass through a chain of sinks, one for each primitive above the route, down to the client.
 */
public final class PlanExecution implements Primitive.Visitor<Void> {

    private final PlannedStatement statement;
    private final Execution execution;
    private final Completion completion;

    /** The chain so far: what the rows of the primitive that is visited next must go into. */
    private RowSink sink;

    private final Runnable done;
    private final StatementEffect routeEffect;
    private List<SortKey> mergeKeys = List.of();
    private boolean combines;

    private PlanExecution(
            PlannedStatement statement,
            StatementEffect routeEffect,
            RowSink sink,
            Runnable done,
            Completion completion) {
        this.statement = statement;
        this.execution = statement.execution();
        this.routeEffect = routeEffect;
        this.sink = sink;
        this.done = done;
        this.completion = completion;
    }

    public static void run(PlannedStatement statement) {
        Completion completion = statement.completion();
        RowSinks.ToClient client = new RowSinks.ToClient(statement.execution().output(), statement.format());
        StatementEffect effect =
                statement.plan().access() == Plan.Access.READ ? StatementEffect.READ : StatementEffect.WRITE;
        Runnable done = () -> completion.succeeded(StatementResult.ofRows(client.rows()));
        statement.plan().root().accept(new PlanExecution(statement, effect, client, done, completion));
    }

    /**
     * Reads the rows of a part of the plan.
     *
     * @param done runs when the sink has had all rows
     * @param failure is told when something failed; its success is never called
     */
    static void read(PlannedStatement statement, Primitive input, RowSink sink, Runnable done, Completion failure) {
        PlanExecution reading = new PlanExecution(statement, StatementEffect.READ, sink, done, failure);
        reading.combines = true;
        input.accept(reading);
    }

    @Override
    public Void visitRoute(Route route) {
        List<ResolvedShard> shards = statement.resolve(route.keyspace(), route.routing());
        if (shards.size() == 1 && !combines) {
            relay(route, shards.get(0));
        } else {
            scatter(route, shards);
        }
        return null;
    }

    private void relay(Route route, ResolvedShard shard) {
        PreparedCall call = statement.forwardableCall();
        if (statement.wantsText()) {
            StatementText text = statement.texts().text(route.query(), route.routing(), shard);
            Forward.run(execution, shard, routeEffect, text, statement.reserveBecause(), completion);
        } else if (call != null && route.query().preparedForm() == SplicedText.PreparedForm.SAME) {
            PreparedForward.execute(execution, shard, routeEffect, call, statement.reserveBecause(), completion);
        } else {
            scatter(route, List.of(shard));
        }
    }

    private void scatter(Route route, List<ResolvedShard> shards) {
        List<Scatter.Query> queries = new ArrayList<>();
        for (ResolvedShard shard : shards) {
            queries.add(new Scatter.Query(shard, statement.texts().text(route.query(), route.routing(), shard)));
        }
        new Scatter(execution, routeEffect, queries, mergeKeys, sink, done, completion).start();
    }

    @Override
    public Void visitMergeSort(MergeSort mergeSort) {
        mergeKeys = mergeSort.keys();
        return mergeSort.input().accept(this);
    }

    @Override
    public Void visitSort(Sort sort) {
        return through(new RowSinks.SortSink(sink, sort.keys(), execution.limits()), sort.input());
    }

    @Override
    public Void visitAggregate(Aggregate aggregate) {
        return through(new RowSinks.AggregateSink(sink, aggregate), aggregate.input());
    }

    @Override
    public Void visitDistinct(Distinct distinct) {
        return through(new RowSinks.DistinctSink(sink, distinct.keys()), distinct.input());
    }

    @Override
    public Void visitLimit(Limit limit) {
        long offset = limit.offset().map(this::limitNumber).orElse(0L);
        return through(new RowSinks.LimitSink(sink, offset, limitNumber(limit.count())), limit.input());
    }

    private long limitNumber(ValueRef ref) {
        OptionalLong number =
                statement.values().value(ref).map(value -> value.unsignedBits()).orElse(OptionalLong.empty());
        return number.orElseThrow(() -> SqlError.WRONG_ARGUMENTS.exception("LIMIT"));
    }

    @Override
    public Void visitTruncate(Truncate truncate) {
        return through(new RowSinks.TruncateSink(sink, truncate.dropped()), truncate.input());
    }

    private Void through(RowSink link, Primitive input) {
        sink = link;
        combines = true;
        return input.accept(this);
    }

    @Override
    public Void visitConcatenate(Concatenate concatenate) {
        throw SqlError.UNSUPPORTED_QUERY.exception("a UNION ALL whose parts are on different shards");
    }

    @Override
    public Void visitInsert(Insert insert) {
        InsertExecution.run(statement, insert);
        return null;
    }

    @Override
    public Void visitInsertSelect(InsertSelect insert) {
        InsertSelectExecution.run(statement, insert);
        return null;
    }

    @Override
    public Void visitDml(Dml dml) {
        List<ResolvedShard> shards = statement.resolve(dml.keyspace(), dml.routing());
        PreparedCall call = statement.forwardableCall();
        boolean same = dml.query().preparedForm() == SplicedText.PreparedForm.SAME;
        if (shards.size() == 1 && call != null && same) {
            PreparedForward.execute(
                    execution, shards.get(0), StatementEffect.WRITE, call, statement.reserveBecause(), completion);
            return null;
        }
        List<Scatter.Query> queries = new ArrayList<>();
        for (ResolvedShard shard : shards) {
            queries.add(new Scatter.Query(shard, statement.texts().text(dml.query(), dml.routing(), shard)));
        }
        if (queries.size() == 1) {
            Forward.run(
                    execution,
                    shards.get(0),
                    StatementEffect.WRITE,
                    queries.get(0).text(),
                    statement.reserveBecause(),
                    completion);
        } else {
            ShardWrites.ofEach(execution, queries, dml.counting(), 0, completion)
                    .start();
        }
        return null;
    }

    @Override
    public Void visitDdl(Ddl ddl) {
        if (ddl.routing() == Routing.Unsharded.UNSHARDED) {
            relay(ddl);
        } else {
            SchemaStatement.run(statement, ddl);
        }
        return null;
    }

    /** One server's own DDL: its warnings stay with its connection, and so does a temporary table. */
    private void relay(Ddl ddl) {
        ResolvedShard shard = statement.resolve(ddl.keyspace(), ddl.routing()).get(0);
        Completion announced = new Announced(execution, ddl.keyspace(), completion);
        PreparedCall call = statement.forwardableCall();
        if (call == null) {
            StatementText text = statement.texts().text(SplicedText.WHOLE, ddl.routing(), shard);
            Forward.run(execution, shard, StatementEffect.WRITE, text, statement.reserveBecause(), announced);
        } else {
            PreparedForward.execute(
                    execution, shard, StatementEffect.WRITE, call, statement.reserveBecause(), announced);
        }
    }

    /** Has the tables read again before the client is told that they have changed. */
    private record Announced(Execution execution, String keyspace, Completion then) implements Completion {

        @Override
        public void succeeded(StatementResult result) {
            execution
                    .schemaChanges()
                    .changed(keyspace, () -> execution.eventLoop().execute(() -> then.succeeded(result)));
        }

        @Override
        public void failed(ErrPacket error) {
            // A statement about several tables may have changed some of them.
            execution
                    .schemaChanges()
                    .changed(keyspace, () -> execution.eventLoop().execute(() -> then.failed(error)));
        }
    }

    @Override
    public Void visitNextValue(NextValue next) {
        throw new IllegalStateException("SELECT NEXT is run by the session");
    }
}
