package io.shardgate.planner.grammar;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.ServerSyntax;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.vschema.error.SqlError;

/** Says whether a statement is one. Without state; any thread may use it. */
public final class Grammar {

    /** Beyond this, recursion could exhaust a worker's stack. */
    private static final int MAX_DEPTH = 200;

    private Grammar() {}

    /**
     * Reads the whole statement. What servers refuse later, such as unknown names, a wrong number of arguments or clauses that
     * do not go together, is none of its business.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException SYNTAX_ERROR at the first token that cannot be there. It is
     *     UNSUPPORTED_QUERY instead where that is less than certain: when servers of the other flavour take the statement, and
     *     in DDL, of which servers know more than is written down here
     */
    public static void check(TokenView view, StatementKind kind) {
        view.requireBalanced();
        requireShallow(view);
        boolean isMariaDb = view.tokens().mode().syntax().flavor() == ServerSyntax.Flavor.MARIADB;
        Cursor cursor = new Cursor(view, isMariaDb);
        if (accepts(cursor, kind)) {
            return;
        }
        boolean isCertain = !kind.isDdl() && !accepts(new Cursor(view, !isMariaDb), kind);
        throw isCertain ? view.syntaxError(cursor.at()) : view.unreadable(cursor.at());
    }

    private static void requireShallow(TokenView view) {
        int depth = 0;
        int joins = 0;
        for (int i = 0; i < view.count(); i++) {
            switch (view.word(i)) {
                case "(", "CASE" -> depth++;
                case ")", "END" -> depth--;
                case "JOIN", "STRAIGHT_JOIN", ":=", "INTERVAL" -> joins++;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "more than " + MAX_DEPTH + " levels of parentheses with sharded tables");
            }
            if (joins > MAX_DEPTH) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "more than " + MAX_DEPTH + " joins, assignments and intervals with sharded tables");
            }
        }
    }

    /** Whether the tokens are a statement to their end; if not, the cursor is where they stop being one. */
    private static boolean accepts(Cursor cursor, StatementKind kind) {
        try {
            read(cursor, kind);
            return cursor.isAtEnd();
        } catch (Cursor.Mismatch e) {
            return false;
        }
    }

    private static void read(Cursor cursor, StatementKind kind) {
        QueryGrammar queries = new QueryGrammar(cursor);
        DmlGrammar dml = new DmlGrammar(cursor, queries);
        switch (kind) {
            case SELECT -> queries.query();
            case INSERT -> dml.insert();
            case REPLACE -> dml.replace();
            case UPDATE, DELETE -> {
                if (cursor.is("WITH") && !cursor.isMariaDb()) {
                    queries.with();
                }
                if (kind == StatementKind.UPDATE) {
                    dml.update();
                } else {
                    dml.delete();
                }
            }
            default -> new DdlGrammar(cursor, queries).statement(kind);
        }
    }
}
