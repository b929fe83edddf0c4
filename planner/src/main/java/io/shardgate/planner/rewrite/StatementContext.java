package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.SchemaView;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.semantics.PlanningOptions;
import java.util.ArrayList;
import java.util.List;

/** What the planning of one statement shares: its tokens, values and schema, and the guards found so far. */
public record StatementContext(
        TokenView view, BoundValues values, SchemaView schema, PlanningOptions options, List<Guard> guards) {

    public StatementContext(TokenView view, BoundValues values, SchemaView schema, PlanningOptions options) {
        this(view, values, schema, options, new ArrayList<>());
    }

    void guard(Guard guard) {
        if (!guards.contains(guard)) {
            guards.add(guard);
        }
    }
}
