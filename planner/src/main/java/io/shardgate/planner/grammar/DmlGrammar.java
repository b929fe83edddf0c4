package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** INSERT, REPLACE, UPDATE and DELETE. */
final class DmlGrammar {

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final TableGrammar tables;

    DmlGrammar(Cursor cursor, QueryGrammar queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.tables = queries.tables();
    }

    void insert() {
        cursor.expect("INSERT");
        cursor.acceptOneOf(Set.of("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"));
        cursor.accept("IGNORE");
        rowsInto(true);
        if (cursor.accept("ON")) {
            cursor.expect("DUPLICATE", "KEY", "UPDATE");
            cursor.beginUpdateOfDuplicates();
            assignments();
        }
        returning();
    }

    void replace() {
        cursor.expect("REPLACE");
        cursor.acceptOneOf(Set.of("LOW_PRIORITY", "DELAYED"));
        rowsInto(false);
        returning();
    }

    private void returning() {
        if (cursor.isMariaDb() && cursor.accept("RETURNING")) {
            queries.items();
        }
    }

    private void rowsInto(boolean mayBeNamed) {
        cursor.accept("INTO");
        cursor.tableName();
        tables.partitions();
        if (cursor.accept("SET")) {
            assignments();
            rowAlias(mayBeNamed);
            return;
        }
        if (cursor.is("(") && !cursor.opensQuery()) {
            cursor.next();
            if (!cursor.accept(")")) {
                cursor.list(() -> cursor.qualifiedName(3));
                cursor.expect(")");
            }
        }
        boolean isConstructor = cursor.is("VALUES") && cursor.isAt(1, "ROW");
        if (!isConstructor && (cursor.accept("VALUES") || cursor.accept("VALUE"))) {
            if (!cursor.accept(TokenKind.ROWS)) {
                cursor.list(this::row);
            }
            if (cursor.isMariaDb()) {
                queries.orderBy();
                queries.simpleLimit();
            }
            rowAlias(mayBeNamed);
        } else {
            queries.query();
        }
    }

    private void row() {
        cursor.expect("(");
        if (!cursor.accept(")")) {
            cursor.list(queries::expressionOrDefault);
            cursor.expect(")");
        }
    }

    /** The name by which ON DUPLICATE KEY UPDATE may call the row that was not inserted. */
    private void rowAlias(boolean isAllowed) {
        if (isAllowed && !cursor.isMariaDb() && cursor.accept("AS")) {
            cursor.name();
            if (cursor.is("(")) {
                cursor.listInParentheses(cursor::name);
            }
        }
    }

    private void assignments() {
        cursor.list(() -> {
            cursor.qualifiedName(3);
            if (!cursor.accept("=")) {
                cursor.expect(":=");
            }
            queries.expressionOrDefault();
        });
    }

    void update() {
        cursor.expect("UPDATE");
        cursor.accept("LOW_PRIORITY");
        cursor.accept("IGNORE");
        tables.references();
        cursor.expect("SET");
        assignments();
        queries.where();
        queries.orderBy();
        queries.simpleLimit();
    }

    void delete() {
        cursor.expect("DELETE");
        Set<String> modifiers = Set.of("LOW_PRIORITY", "QUICK", "IGNORE");
        while (cursor.isOneOf(modifiers) && !cursor.isAt(1, ".")) {
            cursor.next();
        }
        if (!cursor.accept("FROM")) {
            cursor.list(tables::deleted);
            cursor.expect("FROM");
            tables.references();
            queries.where();
        } else if (tables.isNamesBefore("USING")) {
            cursor.list(tables::deleted);
            cursor.expect("USING");
            tables.references();
            queries.where();
        } else {
            cursor.tableName();
            if (!cursor.isMariaDb()) {
                tables.plainAlias();
            }
            tables.partitions();
            queries.where();
            queries.orderBy();
            queries.simpleLimit();
            returning();
        }
    }
}
