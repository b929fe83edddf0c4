package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** The columns, keys and options of a table. */
final class TableDefinitionGrammar {

    private static final Set<String> KEY_WORDS = Set.of("KEY", "INDEX");
    private static final Set<String> ALGORITHMS = Set.of("BTREE", "HASH", "RTREE");

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final TypeGrammar types;

    TableDefinitionGrammar(Cursor cursor, QueryGrammar queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.types = new TypeGrammar(cursor);
    }

    /** A column, a key or a constraint. */
    void element() {
        if (!keyOrConstraint()) {
            column();
        }
    }

    void column() {
        cursor.name();
        columnDefinition();
    }

    /** The type and what comes after it. */
    void columnDefinition() {
        types.columnType();
        if (cursor.accept("COLLATE")) {
            collation();
        }
        if (cursor.accept("GENERATED")) {
            cursor.expect("ALWAYS", "AS");
            generated();
        } else if (cursor.accept("AS")) {
            generated();
        }
        while (attribute()) {
            // In any order.
        }
        if (cursor.is("REFERENCES")) {
            references();
        }
    }

    private void collation() {
        if (!cursor.accept("BINARY")) {
            cursor.nameOrString();
        }
    }

    private void generated() {
        cursor.expect("(");
        queries.expressions().expression();
        cursor.expect(")");
        boolean isKept = cursor.accept("VIRTUAL") || cursor.accept("STORED");
        if (!isKept && cursor.isMariaDb()) {
            cursor.accept("PERSISTENT");
        }
        if (cursor.isMariaDb() && (cursor.is("NOT") || cursor.is("NULL"))) {
            cursor.fail();
        }
    }

    private boolean attribute() {
        switch (cursor.word()) {
            case "NULL", "AUTO_INCREMENT", "KEY", "INVISIBLE", "VISIBLE" -> cursor.next();
            case "NOT" -> {
                cursor.next();
                if (!cursor.accept("SECONDARY")) {
                    cursor.expect("NULL");
                }
            }
            case "PRIMARY" -> cursor.expect("PRIMARY", "KEY");
            case "UNIQUE" -> {
                cursor.next();
                cursor.accept("KEY");
            }
            case "DEFAULT" -> {
                cursor.next();
                defaultValue();
            }
            case "ON" -> {
                cursor.expect("ON", "UPDATE");
                now();
            }
            case "COMMENT" -> {
                cursor.next();
                cursor.string();
            }
            case "COLLATE" -> {
                cursor.next();
                collation();
            }
            case "COLUMN_FORMAT" -> {
                cursor.next();
                cursor.expectOneOf(Set.of("FIXED", "DYNAMIC", "DEFAULT"));
            }
            case "STORAGE" -> {
                cursor.next();
                cursor.expectOneOf(Set.of("DISK", "MEMORY", "DEFAULT"));
            }
            case "SRID" -> {
                cursor.next();
                cursor.expect(TokenKind.INTEGER);
            }
            case "CHECK", "CONSTRAINT" -> checkOfColumn();
            case "SERIAL" -> cursor.expect("SERIAL", "DEFAULT", "VALUE");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void checkOfColumn() {
        if (cursor.accept("CONSTRAINT") && cursor.isName(0)) {
            cursor.next();
        }
        check();
    }

    private void check() {
        cursor.expect("CHECK", "(");
        queries.expressions().expression();
        cursor.expect(")");
        if (!cursor.isMariaDb()) {
            if (!cursor.accept("NOT", "ENFORCED")) {
                cursor.accept("ENFORCED");
            }
        }
    }

    /** A literal, a time, or an expression in parentheses; MariaDB takes calls without them. */
    void defaultValue() {
        if (cursor.is("(")) {
            cursor.next();
            queries.expressions().expression();
            cursor.expect(")");
        } else if (cursor.is("NOW")
                || cursor.is("CURRENT_TIMESTAMP")
                || cursor.is("LOCALTIME")
                || cursor.is("LOCALTIMESTAMP")) {
            now();
        } else if (cursor.isMariaDb() && cursor.isName(0)) {
            queries.expressions().simple();
        } else {
            signedLiteral();
        }
    }

    private void signedLiteral() {
        boolean isSigned = cursor.accept("-") || cursor.accept("+");
        boolean isNumber = cursor.kind() == TokenKind.INTEGER
                || cursor.kind() == TokenKind.DECIMAL
                || cursor.kind() == TokenKind.FLOAT;
        boolean isWord = cursor.is("NULL") || cursor.is("TRUE") || cursor.is("FALSE");
        boolean isLiteral = isNumber || (!isSigned && (isWord || cursor.kind().isLiteral()));
        if (!isLiteral) {
            cursor.fail();
        }
        cursor.next();
        while (cursor.accept(TokenKind.STRING)) {
            // Strings side by side are one.
        }
    }

    private void now() {
        cursor.expectOneOf(Set.of("NOW", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"));
        if (cursor.accept("(")) {
            cursor.accept(TokenKind.INTEGER);
            cursor.expect(")");
        }
    }

    /** Reads a key or a constraint, if one is here. */
    boolean keyOrConstraint() {
        switch (cursor.word()) {
            case "KEY", "INDEX" -> {
                cursor.next();
                key();
            }
            case "FULLTEXT", "SPATIAL" -> {
                cursor.next();
                cursor.acceptOneOf(KEY_WORDS);
                key();
            }
            case "CONSTRAINT" -> {
                cursor.next();
                if (cursor.isName(0)) {
                    cursor.next();
                }
                if (!constraint()) {
                    cursor.fail();
                }
            }
            default -> {
                return constraint();
            }
        }
        return true;
    }

    private boolean constraint() {
        switch (cursor.word()) {
            case "PRIMARY" -> {
                cursor.expect("PRIMARY", "KEY");
                key();
            }
            case "UNIQUE" -> {
                cursor.next();
                cursor.acceptOneOf(KEY_WORDS);
                key();
            }
            case "FOREIGN" -> {
                cursor.expect("FOREIGN", "KEY");
                ifNotExists();
                optionalName();
                cursor.listInParentheses(cursor::name);
                references();
            }
            case "CHECK" -> check();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void ifNotExists() {
        if (cursor.isMariaDb() && cursor.accept("IF")) {
            cursor.expect("NOT", "EXISTS");
        }
    }

    private void optionalName() {
        if (cursor.isName(0)) {
            cursor.next();
        }
    }

    private void key() {
        ifNotExists();
        optionalName();
        indexType();
        keyParts();
        indexOptions();
    }

    void indexType() {
        if (cursor.accept("USING") || cursor.accept("TYPE")) {
            cursor.expectOneOf(ALGORITHMS);
        }
    }

    void keyParts() {
        cursor.listInParentheses(() -> {
            if (cursor.is("(") && !cursor.isMariaDb()) {
                cursor.next();
                queries.expressions().expression();
                cursor.expect(")");
            } else {
                cursor.name();
                cursor.optionalLength();
            }
            queries.expressions().direction();
        });
    }

    void indexOptions() {
        boolean more = true;
        while (more) {
            switch (cursor.word()) {
                case "USING", "TYPE" -> indexType();
                case "KEY_BLOCK_SIZE" -> {
                    cursor.next();
                    cursor.accept("=");
                    cursor.expect(TokenKind.INTEGER);
                }
                case "COMMENT" -> {
                    cursor.next();
                    cursor.string();
                }
                case "WITH" -> {
                    cursor.expect("WITH", "PARSER");
                    cursor.name();
                }
                case "VISIBLE", "INVISIBLE" -> {
                    if (cursor.isMariaDb()) {
                        cursor.fail();
                    }
                    cursor.next();
                }
                case "IGNORED" -> {
                    if (!cursor.isMariaDb()) {
                        cursor.fail();
                    }
                    cursor.next();
                }
                default -> more = false;
            }
        }
    }

    private void references() {
        cursor.expect("REFERENCES");
        cursor.qualifiedName(2);
        if (cursor.is("(")) {
            cursor.listInParentheses(cursor::name);
        }
        if (cursor.accept("MATCH")) {
            cursor.expectOneOf(Set.of("FULL", "PARTIAL", "SIMPLE"));
        }
        while (cursor.accept("ON", "DELETE") || cursor.accept("ON", "UPDATE")) {
            boolean isKnown = cursor.accept("CASCADE")
                    || cursor.accept("RESTRICT")
                    || cursor.accept("NO", "ACTION")
                    || cursor.accept("SET", "NULL")
                    || cursor.accept("SET", "DEFAULT");
            if (!isKnown) {
                cursor.fail();
            }
        }
    }
}
