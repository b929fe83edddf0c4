package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.Concatenate;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.primitive.Distinct;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.planner.primitive.InsertedRows;
import io.shardgate.planner.primitive.Limit;
import io.shardgate.planner.primitive.MergeSort;
import io.shardgate.planner.primitive.NextValue;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.primitive.Sort;
import io.shardgate.planner.primitive.Truncate;
import io.shardgate.planner.routing.Routing;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.key.Destination;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells before anything is sent which shard with a closed gate a plan needs. Where rows go that get their ids later is
 * not known yet: they may need every shard of their keyspace. Confined to the session's event loop.
 */
public final class GatedPlans implements Primitive.Visitor<Optional<ResolvedShard>> {

    private final PlannedStatement statement;
    private final Predicate<ResolvedShard> isGated;

    private GatedPlans(PlannedStatement statement, Predicate<ResolvedShard> isGated) {
        this.statement = statement;
        this.isGated = isGated;
    }

    /** A shard that the statement needs and of which the predicate is true. */
    public static Optional<ResolvedShard> find(PlannedStatement statement, Predicate<ResolvedShard> isGated) {
        return statement.plan().root().accept(new GatedPlans(statement, isGated));
    }

    private Optional<ResolvedShard> anyOf(List<ResolvedShard> shards) {
        return shards.stream().filter(isGated).findFirst();
    }

    private Optional<ResolvedShard> anyOf(String keyspace, Routing routing) {
        return anyOf(statement.resolve(keyspace, routing));
    }

    private Optional<ResolvedShard> anyOfAll(String keyspace) {
        return anyOf(
                statement.isTargeted() ? statement.targeted() : statement.resolve(keyspace, Destination.everywhere()));
    }

    @Override
    public Optional<ResolvedShard> visitRoute(Route route) {
        return anyOf(route.keyspace(), route.routing());
    }

    @Override
    public Optional<ResolvedShard> visitMergeSort(MergeSort mergeSort) {
        return mergeSort.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitSort(Sort sort) {
        return sort.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitAggregate(Aggregate aggregate) {
        return aggregate.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitDistinct(Distinct distinct) {
        return distinct.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitLimit(Limit limit) {
        return limit.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitConcatenate(Concatenate concatenate) {
        return concatenate.inputs().stream()
                .map(input -> input.accept(this))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public Optional<ResolvedShard> visitTruncate(Truncate truncate) {
        return truncate.input().accept(this);
    }

    @Override
    public Optional<ResolvedShard> visitInsert(Insert insert) {
        if (!(insert.placement() instanceof Insert.ByVindex)) {
            return anyOfAll(insert.keyspace());
        }
        InsertEvaluator evaluator =
                new InsertEvaluator(InsertedRows.of(insert.rows(), statement.values()), insert.generated());
        RowPlacement placement =
                new RowPlacement(statement, insert.keyspace(), insert.placement(), insert.generated(), evaluator);
        return placement
                .partsOfGivenRows()
                .map(parts -> anyOf(parts.stream().map(RowPlacement.Part::shard).toList()))
                .orElseGet(() -> anyOfAll(insert.keyspace()));
    }

    @Override
    public Optional<ResolvedShard> visitInsertSelect(InsertSelect insert) {
        return insert.input().accept(this).or(() -> anyOfAll(insert.keyspace()));
    }

    @Override
    public Optional<ResolvedShard> visitDml(Dml dml) {
        return anyOf(dml.keyspace(), dml.routing());
    }

    @Override
    public Optional<ResolvedShard> visitDdl(Ddl ddl) {
        return anyOf(ddl.keyspace(), ddl.routing());
    }

    @Override
    public Optional<ResolvedShard> visitNextValue(NextValue nextValue) {
        return anyOfAll(nextValue.keyspace());
    }
}
