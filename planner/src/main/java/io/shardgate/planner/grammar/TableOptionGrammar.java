package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** The options of a table, and how a change of it is made. */
final class TableOptionGrammar {

    /** Options whose value is a number; {@code =} may be left out. */
    private static final Set<String> NUMBER_OPTIONS = Set.of(
            "AUTO_INCREMENT",
            "AVG_ROW_LENGTH",
            "CHECKSUM",
            "TABLE_CHECKSUM",
            "DELAY_KEY_WRITE",
            "KEY_BLOCK_SIZE",
            "MAX_ROWS",
            "MIN_ROWS");

    private static final Set<String> NUMBER_OR_DEFAULT_OPTIONS =
            Set.of("PACK_KEYS", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES");

    private static final Set<String> STRING_OPTIONS =
            Set.of("COMMENT", "COMPRESSION", "CONNECTION", "ENCRYPTION", "PASSWORD");

    private final Cursor cursor;

    TableOptionGrammar(Cursor cursor) {
        this.cursor = cursor;
    }

    /** ALGORITHM and LOCK, in any order. */
    void lockAndAlgorithm() {
        while (lockOrAlgorithm()) {
            // The next one.
        }
    }

    boolean lockOrAlgorithm() {
        if (cursor.accept("ALGORITHM")) {
            cursor.accept("=");
            cursor.expectOneOf(Set.of("DEFAULT", "INPLACE", "COPY", "INSTANT", "NOCOPY"));
            return true;
        }
        if (cursor.accept("LOCK")) {
            cursor.accept("=");
            cursor.expectOneOf(Set.of("DEFAULT", "NONE", "SHARED", "EXCLUSIVE"));
            return true;
        }
        return false;
    }

    /** Options of the table, with commas between them or without. */
    void tableOptions() {
        while (tableOption()) {
            if (cursor.is(",")) {
                cursor.next();
                if (!isOption()) {
                    cursor.fail();
                }
            }
        }
    }

    private boolean isOption() {
        int start = cursor.at();
        boolean is = tableOption();
        cursor.moveTo(start);
        return is;
    }

    /** Reads an option, if one is here. */
    boolean tableOption() {
        String word = cursor.word();
        if (NUMBER_OPTIONS.contains(word)) {
            value();
            cursor.expect(TokenKind.INTEGER);
            return true;
        }
        if (NUMBER_OR_DEFAULT_OPTIONS.contains(word)) {
            value();
            if (!cursor.accept("DEFAULT")) {
                cursor.expect(TokenKind.INTEGER);
            }
            return true;
        }
        if (STRING_OPTIONS.contains(word)) {
            value();
            cursor.string();
            return true;
        }
        return namedOption(word);
    }

    private void value() {
        cursor.next();
        cursor.accept("=");
    }

    private boolean namedOption(String word) {
        switch (word) {
            case "ENGINE", "TABLESPACE" -> {
                value();
                cursor.nameOrString();
            }
            case "ROW_FORMAT" -> {
                value();
                cursor.expectOneOf(Set.of("DEFAULT", "FIXED", "DYNAMIC", "COMPRESSED", "REDUNDANT", "COMPACT", "PAGE"));
            }
            case "INSERT_METHOD" -> {
                value();
                cursor.expectOneOf(Set.of("NO", "FIRST", "LAST"));
            }
            case "UNION" -> {
                value();
                cursor.listInParentheses(() -> cursor.qualifiedName(2));
            }
            case "DATA", "INDEX" -> {
                cursor.next();
                cursor.expect("DIRECTORY");
                cursor.accept("=");
                cursor.string();
            }
            case "DEFAULT", "CHARACTER", "CHARSET", "CHAR", "COLLATE" -> defaultCharset();
            default -> {
                return cursor.isMariaDb() && engineOption();
            }
        }
        return true;
    }

    private void defaultCharset() {
        cursor.accept("DEFAULT");
        if (cursor.accept("COLLATE")) {
            cursor.accept("=");
            collation();
            return;
        }
        boolean isCharset =
                cursor.accept("CHARSET") || cursor.accept("CHARACTER", "SET") || cursor.accept("CHAR", "SET");
        if (!isCharset) {
            cursor.fail();
        }
        cursor.accept("=");
        collation();
    }

    /** MariaDB leaves options that it does not know to the engine. */
    private boolean engineOption() {
        if (!cursor.isName(0) || !cursor.isAt(1, "=")) {
            return false;
        }
        cursor.next();
        cursor.next();
        if (!cursor.accept(TokenKind.INTEGER)) {
            cursor.nameOrString();
        }
        return true;
    }

    private void collation() {
        if (!cursor.accept("BINARY")) {
            cursor.nameOrString();
        }
    }
}
