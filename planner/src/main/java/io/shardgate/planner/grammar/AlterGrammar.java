package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** ALTER TABLE. */
final class AlterGrammar {

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final TableDefinitionGrammar definitions;
    private final TableOptionGrammar options;
    private final PartitionGrammar partitions;

    AlterGrammar(Cursor cursor, QueryGrammar queries, TableDefinitionGrammar definitions, TableOptionGrammar options) {
        this.cursor = cursor;
        this.queries = queries;
        this.definitions = definitions;
        this.options = options;
        this.partitions = new PartitionGrammar(cursor, queries, options);
    }

    void alterTable() {
        cursor.expect("ALTER");
        if (cursor.isMariaDb()) {
            cursor.accept("ONLINE");
            cursor.accept("IGNORE");
        }
        cursor.expect("TABLE");
        ifExists();
        cursor.qualifiedName(2);
        if (cursor.isAtEnd()) {
            return;
        }
        if (cursor.is("PARTITION")) {
            partitions.partitioning();
            return;
        }
        if (cursor.accept("REMOVE")) {
            cursor.expect("PARTITIONING");
            return;
        }
        while (true) {
            change();
            if (!cursor.accept(",")) {
                break;
            }
        }
        if (cursor.is("PARTITION")) {
            partitions.partitioning();
        } else if (cursor.accept("REMOVE")) {
            cursor.expect("PARTITIONING");
        }
    }

    private void ifExists() {
        if (cursor.isMariaDb() && cursor.accept("IF")) {
            cursor.expect("EXISTS");
        }
    }

    private void ifNotExists() {
        if (cursor.isMariaDb() && cursor.accept("IF")) {
            cursor.expect("NOT", "EXISTS");
        }
    }

    private void change() {
        switch (cursor.word()) {
            case "ADD" -> add();
            case "DROP" -> drop();
            case "MODIFY" -> {
                cursor.next();
                cursor.accept("COLUMN");
                ifExists();
                definitions.column();
                place();
            }
            case "CHANGE" -> {
                cursor.next();
                cursor.accept("COLUMN");
                ifExists();
                cursor.name();
                definitions.column();
                place();
            }
            case "RENAME" -> rename();
            case "ALTER" -> alter();
            case "CONVERT" -> {
                cursor.expect("CONVERT", "TO");
                boolean isCharset = cursor.accept("CHARSET") || cursor.accept("CHARACTER", "SET");
                if (!isCharset) {
                    cursor.fail();
                }
                if (!cursor.accept("DEFAULT") && !cursor.accept("BINARY")) {
                    cursor.nameOrString();
                }
                if (cursor.accept("COLLATE")) {
                    cursor.nameOrString();
                }
            }
            case "DISABLE", "ENABLE" -> {
                cursor.next();
                cursor.expect("KEYS");
            }
            case "FORCE" -> cursor.next();
            case "ORDER" -> {
                cursor.expect("ORDER", "BY");
                orderByColumns();
            }
            case "DISCARD", "IMPORT" -> {
                cursor.next();
                partitionNames(false);
                cursor.expect("TABLESPACE");
            }
            case "WITH", "WITHOUT" -> {
                cursor.next();
                cursor.expect("VALIDATION");
            }
            default -> otherChange();
        }
    }

    private void orderByColumns() {
        queries.expressions().plainColumn();
        queries.expressions().direction();
        while (cursor.is(",") && cursor.isName(1)) {
            cursor.next();
            queries.expressions().plainColumn();
            queries.expressions().direction();
        }
    }

    private void otherChange() {
        if (options.lockOrAlgorithm()) {
            return;
        }
        boolean isPartitions = cursor.isOneOf(Set.of(
                "TRUNCATE", "COALESCE", "REORGANIZE", "ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "EXCHANGE"));
        if (isPartitions) {
            partitionChange();
            return;
        }
        if (!options.tableOption()) {
            cursor.fail();
        }
        while (options.tableOption()) {
            // Options may follow one another without commas.
        }
    }

    private void place() {
        if (!cursor.accept("FIRST") && cursor.accept("AFTER")) {
            cursor.name();
        }
    }

    private void add() {
        cursor.expect("ADD");
        if (cursor.accept("PARTITION")) {
            ifNotExists();
            cursor.acceptOneOf(Set.of("NO_WRITE_TO_BINLOG", "LOCAL"));
            if (cursor.accept("PARTITIONS")) {
                cursor.expect(TokenKind.INTEGER);
            } else {
                partitions.definitions();
            }
            return;
        }
        boolean isColumn = cursor.accept("COLUMN");
        if (!isColumn && definitions.keyOrConstraint()) {
            return;
        }
        ifNotExists();
        if (cursor.is("(")) {
            cursor.listInParentheses(definitions::element);
        } else {
            definitions.column();
            place();
        }
    }

    private void drop() {
        cursor.expect("DROP");
        switch (cursor.word()) {
            case "PRIMARY" -> cursor.expect("PRIMARY", "KEY");
            case "FOREIGN" -> {
                cursor.expect("FOREIGN", "KEY");
                ifExists();
                cursor.name();
            }
            case "INDEX", "KEY", "CONSTRAINT", "CHECK" -> {
                cursor.next();
                ifExists();
                if (!cursor.accept("PRIMARY")) {
                    cursor.name();
                }
            }
            case "PARTITION" -> {
                cursor.next();
                ifExists();
                cursor.list(cursor::name);
            }
            default -> {
                cursor.accept("COLUMN");
                ifExists();
                cursor.name();
                if (!cursor.accept("RESTRICT")) {
                    cursor.accept("CASCADE");
                }
            }
        }
    }

    private void rename() {
        cursor.expect("RENAME");
        if (cursor.is("COLUMN") || cursor.is("INDEX") || cursor.is("KEY")) {
            cursor.next();
            ifExists();
            cursor.name();
            cursor.expect("TO");
            cursor.name();
            return;
        }
        if (!cursor.accept("TO") && !cursor.accept("AS")) {
            cursor.accept("=");
        }
        cursor.qualifiedName(2);
    }

    private void alter() {
        cursor.expect("ALTER");
        if (cursor.accept("INDEX") || (cursor.isMariaDb() && cursor.accept("KEY"))) {
            ifExists();
            cursor.name();
            if (cursor.isMariaDb()) {
                cursor.accept("NOT");
                cursor.expect("IGNORED");
            } else {
                cursor.expectOneOf(Set.of("VISIBLE", "INVISIBLE"));
            }
            return;
        }
        if (!cursor.isMariaDb() && (cursor.accept("CHECK") || cursor.accept("CONSTRAINT"))) {
            cursor.name();
            cursor.accept("NOT");
            cursor.expect("ENFORCED");
            return;
        }
        cursor.accept("COLUMN");
        ifExists();
        cursor.name();
        if (cursor.accept("DROP")) {
            cursor.expect("DEFAULT");
        } else {
            cursor.expect("SET");
            if (!cursor.isMariaDb() && (cursor.accept("VISIBLE") || cursor.accept("INVISIBLE"))) {
                return;
            }
            cursor.expect("DEFAULT");
            definitions.defaultValue();
        }
    }

    private void partitionChange() {
        String word = cursor.word();
        cursor.next();
        if (word.equals("EXCHANGE")) {
            cursor.expect("PARTITION");
            cursor.name();
            cursor.expect("WITH", "TABLE");
            cursor.qualifiedName(2);
            return;
        }
        if (word.equals("COALESCE")) {
            cursor.expect("PARTITION");
            cursor.acceptOneOf(Set.of("NO_WRITE_TO_BINLOG", "LOCAL"));
            cursor.expect(TokenKind.INTEGER);
            return;
        }
        partitionNames(true);
        if (word.equals("REORGANIZE")) {
            if (cursor.accept("INTO")) {
                partitions.definitions();
            }
            return;
        }
        while (cursor.isOneOf(Set.of("QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED", "USE_FRM"))) {
            cursor.next();
        }
    }

    private void partitionNames(boolean isRequired) {
        if (!cursor.accept("PARTITION")) {
            if (isRequired) {
                cursor.fail();
            }
            return;
        }
        cursor.acceptOneOf(Set.of("NO_WRITE_TO_BINLOG", "LOCAL"));
        if (!cursor.accept("ALL")) {
            cursor.list(cursor::name);
        }
    }
}
