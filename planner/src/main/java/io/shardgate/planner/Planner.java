package io.shardgate.planner;

import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.planner.semantics.PlanningSchema;

/** Makes plans. Pure and without state, so any thread may use it; it may take milliseconds, so no event loop should. */
public final class Planner {

    private Planner() {}

    /**
     * Plans a statement. The plan fits every text with the same key whose values pass its guards.
     *
     * @param values the values of this execution; parameters may be unknown when the statement is only prepared
     * @throws io.shardgate.vschema.error.SqlErrorException when the statement is wrong (syntax, unknown or ambiguous names) or
     *     cannot be planned, with the reason and the part of the statement that it is about
     */
    public static Plan plan(QueryText text, BoundValues values, PlanningSchema schema, PlanningOptions options) {
        return new StatementPlanner(text, values, schema, options).plan();
    }
}
