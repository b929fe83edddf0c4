package io.shardgate.planner.grammar;

/** {@code JSON_TABLE(...)}. */
final class JsonTableGrammar {

    private final Cursor cursor;
    private final ExpressionGrammar expressions;
    private final TypeGrammar types;

    JsonTableGrammar(Cursor cursor, ExpressionGrammar expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
        this.types = new TypeGrammar(cursor);
    }

    void table() {
        cursor.expect("JSON_TABLE", "(");
        expressions.expression();
        cursor.expect(",");
        cursor.string();
        columns();
        cursor.expect(")");
    }

    private void columns() {
        cursor.expect("COLUMNS");
        cursor.listInParentheses(this::column);
    }

    private void column() {
        if (cursor.accept("NESTED")) {
            cursor.accept("PATH");
            cursor.string();
            columns();
            return;
        }
        cursor.name();
        if (cursor.accept("FOR", "ORDINALITY")) {
            return;
        }
        types.columnType();
        boolean exists = cursor.accept("EXISTS");
        cursor.expect("PATH");
        cursor.string();
        if (!exists) {
            fallbacks();
        }
    }

    /** {@code ... ON EMPTY} and {@code ... ON ERROR}, where they are there. */
    void fallbacks() {
        while (cursor.is("ERROR") || cursor.is("NULL") || cursor.is("DEFAULT")) {
            boolean hasValue = cursor.is("DEFAULT");
            cursor.next();
            if (hasValue) {
                expressions.simple();
            }
            cursor.expect("ON");
            if (!cursor.accept("EMPTY")) {
                cursor.expect("ERROR");
            }
        }
    }
}
