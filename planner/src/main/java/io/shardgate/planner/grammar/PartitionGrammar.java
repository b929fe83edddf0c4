package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;

/** PARTITION BY and the definitions of partitions. */
final class PartitionGrammar {

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final TableOptionGrammar options;

    PartitionGrammar(Cursor cursor, QueryGrammar queries, TableOptionGrammar options) {
        this.cursor = cursor;
        this.queries = queries;
        this.options = options;
    }

    void partitioning() {
        cursor.expect("PARTITION", "BY");
        boolean isLinear = cursor.accept("LINEAR");
        if (cursor.is("RANGE") || cursor.is("LIST")) {
            if (isLinear) {
                cursor.fail();
            }
            cursor.next();
            if (cursor.accept("COLUMNS")) {
                cursor.listInParentheses(cursor::name);
            } else {
                expressionInParentheses();
            }
        } else {
            hashOrKey();
        }
        count("PARTITIONS");
        if (cursor.accept("SUBPARTITION")) {
            cursor.expect("BY");
            cursor.accept("LINEAR");
            hashOrKey();
            count("SUBPARTITIONS");
        }
        if (cursor.is("(")) {
            definitions();
        }
    }

    private void count(String word) {
        if (cursor.accept(word)) {
            cursor.expect(TokenKind.INTEGER);
        }
    }

    private void hashOrKey() {
        if (cursor.accept("HASH")) {
            expressionInParentheses();
            return;
        }
        cursor.expect("KEY");
        if (cursor.accept("ALGORITHM")) {
            cursor.expect("=");
            cursor.expect(TokenKind.INTEGER);
        }
        cursor.expect("(");
        if (!cursor.accept(")")) {
            cursor.list(cursor::name);
            cursor.expect(")");
        }
    }

    private void expressionInParentheses() {
        cursor.expect("(");
        queries.expressions().operand();
        cursor.expect(")");
    }

    /** {@code (PARTITION p ..., ...)}. */
    void definitions() {
        cursor.listInParentheses(() -> {
            cursor.expect("PARTITION");
            cursor.name();
            values();
            options();
            if (cursor.is("(")) {
                cursor.listInParentheses(() -> {
                    cursor.expect("SUBPARTITION");
                    cursor.nameOrString();
                    options();
                });
            }
        });
    }

    private void values() {
        if (!cursor.accept("VALUES")) {
            return;
        }
        if (cursor.accept("LESS")) {
            cursor.expect("THAN");
            if (!cursor.accept("MAXVALUE")) {
                tuple();
            }
        } else {
            cursor.expect("IN", "(");
            if (cursor.accept(TokenKind.LIST) || cursor.accept(TokenKind.ROWS)) {
                cursor.expect(")");
                return;
            }
            cursor.list(() -> {
                if (cursor.is("(")) {
                    tuple();
                } else {
                    bound();
                }
            });
            cursor.expect(")");
        }
    }

    private void tuple() {
        cursor.listInParentheses(this::bound);
    }

    private void bound() {
        if (!cursor.accept("MAXVALUE")) {
            queries.expressions().operand();
        }
    }

    private void options() {
        while (options.tableOption()) {
            // The next one.
        }
    }
}
