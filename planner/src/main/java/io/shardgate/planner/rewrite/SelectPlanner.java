package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.From;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.QueryParser;
import io.shardgate.planner.ast.Tables;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.operator.Analyzer;
import io.shardgate.planner.operator.Router;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.splice.Piece;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import java.util.List;
import java.util.Optional;

/** Plans a query: a statement's, or the one from which an INSERT takes its rows. */
public final class SelectPlanner {

    private final StatementContext context;
    private final TokenView view;

    public SelectPlanner(StatementContext context) {
        this.context = context;
        this.view = context.view();
    }

    /** Plans the query that all tokens of the view are. */
    public Primitive plan() {
        Query query = QueryParser.parse(view, 0, view.count());
        List<From.Table> named = Tables.in(query);
        boolean onlySystem = !named.isEmpty() && named.stream().allMatch(context::isSystemTable);
        if (onlySystem) {
            Optional<String> asked = new SchemaFilter(context).keyspace();
            return asked.isPresent()
                    ? anywhere(asked.get(), "the server's own tables are read, about keyspace " + asked.get())
                    : anywhere(context.anyKeyspace(), "the server's own tables are read");
        }
        Optional<String> unsharded = context.onlyUnsharded(query);
        if (unsharded.isPresent()) {
            return new Route(
                    unsharded.get(),
                    Routing.Unsharded.UNSHARDED,
                    unchanged(view),
                    "keyspace " + unsharded.get() + " is unsharded");
        }
        return named.isEmpty() ? anywhere(context.anyKeyspace(), "no table is read") : planSharded(query);
    }

    private Primitive anywhere(String keyspace, String reason) {
        Routing routing =
                context.schema().isSharded(keyspace) ? Routing.AnyShard.ANY_SHARD : Routing.Unsharded.UNSHARDED;
        return new Route(keyspace, routing, unchanged(view), reason);
    }

    private Primitive planSharded(Query query) {
        var router = new Router(context.values());
        var analyzer = new Analyzer(context.schema(), router);
        Analysis analysis = analyzer.analyze(query);
        Router.Choice choice = analyzer.route(analysis);
        router.guards().forEach(context::guard);
        String owner = analyzer.keyspace().orElseGet(context::anyKeyspace);
        if (choice.routing().isSingle()) {
            return new Route(owner, choice.routing(), unchanged(view), choice.reason());
        }
        if (!analysis.needsSingle().isEmpty()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(analysis.needsSingle().get(0) + " (" + choice.reason()
                    + "), in: " + view.fragment(0, view.count()));
        }
        refuseSessionEffects();
        if (query instanceof Query.Block block) {
            return new ScatterBlock(context, analysis, block, owner, choice).plan();
        }
        return new Route(owner, choice.routing(), text(view, choice.routing()), choice.reason());
    }

    /** The text of the view as it came. */
    static SplicedText unchanged(TokenView view) {
        boolean isStatement = view.start() == 0 && view.end() == view.tokens().count();
        return isStatement
                ? SplicedText.WHOLE
                : new SplicedText.Builder().copy(view.start(), view.end()).build();
    }

    /** The statement as it came; if it can be, with each shard's elements of the list only. */
    static SplicedText text(TokenView view, Routing routing) {
        boolean isList = routing instanceof Routing.In in && in.values() instanceof ValueList.Slot;
        if (!isList || view.tokens().parameterCount() > 0) {
            return unchanged(view);
        }
        int token = ((ValueList.Slot) ((Routing.In) routing).values()).token();
        if (view.tokens().kind(token) != TokenKind.LIST) {
            return unchanged(view);
        }
        return new SplicedText.Builder()
                .copy(view.start(), token)
                .add(new Piece.ListPart(token))
                .copy(token + 1, view.end())
                .build();
    }

    private void refuseSessionEffects() {
        if (view.tokens().uses(SessionUse.CALC_FOUND_ROWS)) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "SQL_CALC_FOUND_ROWS over several shards; ask for COUNT(*) instead");
        }
        if (view.tokens().uses(SessionUse.LOCK_FUNCTION)) {
            throw SqlError.UNSUPPORTED_QUERY.exception("GET_LOCK and its kin in a query over several shards");
        }
        for (int i = 0; i < view.count(); i++) {
            if (view.is(i, ":=")) {
                throw SqlError.UNSUPPORTED_QUERY.exception("assignments to variables over several shards, near: "
                        + view.fragment(Math.max(0, i - 1), Math.min(view.count(), i + 3)));
            }
            if (view.is(i, "WITH") && view.is(i + 1, "ROLLUP")) {
                throw SqlError.UNSUPPORTED_QUERY.exception("WITH ROLLUP over several shards");
            }
        }
    }
}
