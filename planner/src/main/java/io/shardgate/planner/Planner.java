package io.shardgate.planner;

import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import java.util.List;
import java.util.Optional;

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
        String keyspace = schema.defaultKeyspace().orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        if (schema.vschema().keyspace(keyspace).sharded()) {
            throw SqlError.UNSUPPORTED_QUERY.exception("queries on sharded keyspaces");
        }
        Plan.Access access = text.statementKind() == StatementKind.SELECT ? Plan.Access.READ : Plan.Access.WRITE;
        var route = new Route(
                keyspace, Routing.Unsharded.UNSHARDED, SplicedText.WHOLE, "keyspace " + keyspace + " is unsharded");
        return new Plan(text.statementKind(), route, List.of(), List.of(), access, Optional.empty());
    }
}
