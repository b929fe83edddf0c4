package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** The DDL that goes to shards; the parts of a table are in {@link TableDefinitionGrammar}. */
final class DdlGrammar {

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final TableDefinitionGrammar definitions;
    private final TableOptionGrammar options;
    private final AlterGrammar alterations;

    DdlGrammar(Cursor cursor, QueryGrammar queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.definitions = new TableDefinitionGrammar(cursor, queries);
        this.options = new TableOptionGrammar(cursor);
        this.alterations = new AlterGrammar(cursor, queries, definitions, options);
    }

    void statement(StatementKind kind) {
        switch (kind) {
            case CREATE_TABLE -> createTable();
            case ALTER_TABLE -> alterations.alterTable();
            case DROP_TABLE -> dropTable();
            case TRUNCATE -> {
                cursor.expect("TRUNCATE");
                cursor.accept("TABLE");
                cursor.qualifiedName(2);
                waiting();
            }
            case RENAME_TABLE -> renameTable();
            case CREATE_INDEX -> createIndex();
            case DROP_INDEX -> dropIndex();
            case CREATE_VIEW -> createView();
            case DROP_VIEW -> {
                cursor.expect("DROP", "VIEW");
                ifExists();
                cursor.list(() -> cursor.qualifiedName(2));
                restriction();
            }
            default -> throw new IllegalArgumentException("no grammar for " + kind);
        }
    }

    /** How long MariaDB waits for the table's lock. */
    private void waiting() {
        if (cursor.isMariaDb() && !cursor.accept("NOWAIT") && cursor.accept("WAIT")) {
            cursor.expect(TokenKind.INTEGER);
        }
    }

    private void ifExists() {
        if (cursor.accept("IF")) {
            cursor.expect("EXISTS");
        }
    }

    private void ifNotExists() {
        if (cursor.accept("IF")) {
            cursor.expect("NOT", "EXISTS");
        }
    }

    private void restriction() {
        if (!cursor.accept("RESTRICT")) {
            cursor.accept("CASCADE");
        }
    }

    private void createTable() {
        cursor.expect("CREATE");
        if (cursor.isMariaDb()) {
            cursor.accept("OR", "REPLACE");
        }
        cursor.accept("TEMPORARY");
        cursor.expect("TABLE");
        ifNotExists();
        cursor.qualifiedName(2);
        if (cursor.accept("LIKE")) {
            cursor.qualifiedName(2);
            return;
        }
        if (cursor.accept("(", "LIKE")) {
            cursor.qualifiedName(2);
            cursor.expect(")");
            return;
        }
        if (cursor.is("(") && !cursor.opensQuery()) {
            cursor.listInParentheses(definitions::element);
        } else if (cursor.isAtEnd()) {
            cursor.fail();
        }
        options.tableOptions();
        if (cursor.is("PARTITION")) {
            new PartitionGrammar(cursor, queries, options).partitioning();
        }
        if (!cursor.accept("IGNORE")) {
            cursor.accept("REPLACE");
        }
        boolean hasQuery = cursor.accept("AS") || cursor.isQuery();
        if (hasQuery) {
            queries.query();
        }
    }

    private void dropTable() {
        cursor.expect("DROP");
        cursor.accept("TEMPORARY");
        if (!cursor.accept("TABLE")) {
            cursor.expect("TABLES");
        }
        ifExists();
        cursor.list(() -> cursor.qualifiedName(2));
        waiting();
        restriction();
    }

    private void renameTable() {
        cursor.expect("RENAME");
        if (!cursor.accept("TABLE")) {
            cursor.expect("TABLES");
        }
        if (cursor.isMariaDb()) {
            ifExists();
        }
        cursor.list(() -> {
            cursor.qualifiedName(2);
            waiting();
            cursor.expect("TO");
            cursor.qualifiedName(2);
        });
    }

    private void createIndex() {
        cursor.expect("CREATE");
        if (cursor.isMariaDb()) {
            cursor.accept("OR", "REPLACE");
        }
        cursor.acceptOneOf(Set.of("UNIQUE", "FULLTEXT", "SPATIAL"));
        cursor.expect("INDEX");
        if (cursor.isMariaDb()) {
            ifNotExists();
        }
        cursor.name();
        definitions.indexType();
        cursor.expect("ON");
        cursor.qualifiedName(2);
        waiting();
        definitions.keyParts();
        definitions.indexOptions();
        options.lockAndAlgorithm();
    }

    private void dropIndex() {
        cursor.expect("DROP", "INDEX");
        if (cursor.isMariaDb()) {
            ifExists();
        }
        if (!cursor.accept("PRIMARY")) {
            cursor.name();
        }
        cursor.expect("ON");
        cursor.qualifiedName(2);
        waiting();
        if (!cursor.isMariaDb()) {
            options.lockAndAlgorithm();
        }
    }

    private void createView() {
        cursor.expect("CREATE");
        if (cursor.accept("OR")) {
            cursor.expect("REPLACE");
        }
        if (cursor.accept("ALGORITHM")) {
            cursor.expect("=");
            cursor.expectOneOf(Set.of("UNDEFINED", "MERGE", "TEMPTABLE"));
        }
        if (cursor.accept("DEFINER")) {
            cursor.expect("=");
            account();
        }
        if (cursor.accept("SQL")) {
            cursor.expect("SECURITY");
            cursor.expectOneOf(Set.of("DEFINER", "INVOKER"));
        }
        cursor.expect("VIEW");
        if (cursor.isMariaDb()) {
            ifNotExists();
        }
        cursor.qualifiedName(2);
        if (cursor.is("(")) {
            cursor.listInParentheses(cursor::name);
        }
        cursor.expect("AS");
        queries.query();
        if (cursor.accept("WITH")) {
            cursor.acceptOneOf(Set.of("CASCADED", "LOCAL"));
            cursor.expect("CHECK", "OPTION");
        }
    }

    private void account() {
        if (cursor.accept("CURRENT_USER")) {
            if (cursor.accept("(")) {
                cursor.expect(")");
            }
            return;
        }
        cursor.nameOrString();
        cursor.accept(TokenKind.ACCOUNT_HOST);
    }
}
