package io.shardgate.planner.explain;

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
import io.shardgate.planner.primitive.Truncate;
import io.shardgate.planner.routing.Routing;

/** Tells plans that go to all shards of a keyspace, however many there are, from those whose values choose some. */
public final class Scatters implements Primitive.Visitor<Boolean> {

    private static final Scatters VISITOR = new Scatters();

    private Scatters() {}

    /** Whether any step of the plan reads or changes rows on all shards. */
    public static boolean find(Plan plan) {
        return plan.root().accept(VISITOR);
    }

    @Override
    public Boolean visitRoute(Route route) {
        return route.routing() instanceof Routing.Scatter;
    }

    @Override
    public Boolean visitMergeSort(MergeSort mergeSort) {
        return mergeSort.input().accept(this);
    }

    @Override
    public Boolean visitSort(Sort sort) {
        return sort.input().accept(this);
    }

    @Override
    public Boolean visitAggregate(Aggregate aggregate) {
        return aggregate.input().accept(this);
    }

    @Override
    public Boolean visitDistinct(Distinct distinct) {
        return distinct.input().accept(this);
    }

    @Override
    public Boolean visitLimit(Limit limit) {
        return limit.input().accept(this);
    }

    @Override
    public Boolean visitConcatenate(Concatenate concatenate) {
        return concatenate.inputs().stream().anyMatch(input -> input.accept(this));
    }

    @Override
    public Boolean visitTruncate(Truncate truncate) {
        return truncate.input().accept(this);
    }

    @Override
    public Boolean visitInsert(Insert insert) {
        return false;
    }

    @Override
    public Boolean visitInsertSelect(InsertSelect insert) {
        return insert.input().accept(this);
    }

    @Override
    public Boolean visitDml(Dml dml) {
        return dml.routing() instanceof Routing.Scatter;
    }

    @Override
    public Boolean visitDdl(Ddl ddl) {
        return ddl.routing() instanceof Routing.Scatter;
    }

    @Override
    public Boolean visitNextValue(NextValue nextValue) {
        return false;
    }
}
