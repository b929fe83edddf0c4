package io.shardgate.planner.grammar;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.StatementKind;

/** Says whether a statement is one. Without state; any thread may use it. */
public final class Grammar {

    private Grammar() {}

    /**
     * Reads the whole statement. What MySQL refuses later, such as unknown names, a wrong number of arguments or clauses that do
     * not go together, is none of its business.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException SYNTAX_ERROR at the first token that no statement has there; in DDL,
     *     of which servers know more than is written down here, UNSUPPORTED_QUERY
     */
    public static void check(TokenView view, StatementKind kind) {
        view.requireBalanced();
        Cursor cursor = new Cursor(view, !kind.isDdl());
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
        if (!cursor.isAtEnd()) {
            cursor.fail();
        }
    }
}
