package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SHOW: its form, and the FROM, LIKE and WHERE that many forms share. */
final class ShowParser {

    private final TokenCursor cursor;
    private final Tokens tokens;
    private final List<String> modifiers = new ArrayList<>();

    ShowParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.tokens = cursor.tokens();
    }

    Statement parse() {
        takeModifiers();
        ShowForm form = form();
        Optional<TableName> from = Optional.empty();
        switch (form) {
            case OTHER, CREATE_OTHER, GRANTS, COUNT_WARNINGS, COUNT_ERRORS -> {
                return show(form, from);
            }
            case CREATE_TABLE, CREATE_VIEW, CREATE_DATABASE -> {
                takeIfNotExists();
                return cursor.kind().isName()
                        ? show(form, Optional.of(cursor.tableName()))
                        : show(ShowForm.OTHER, from);
            }
            default -> {}
        }
        if (cursor.take(Keyword.FROM) || cursor.take(Keyword.IN) || takeOn(form)) {
            if (!cursor.kind().isName()) {
                return show(ShowForm.OTHER, Optional.empty());
            }
            from = Optional.of(takeTable());
        }
        return withFilter(form, from);
    }

    private void takeModifiers() {
        while (isModifier(cursor.keyword()) && cursor.keywordAfter() != Keyword.NONE) {
            modifiers.add(cursor.upperCaseText());
            cursor.advance();
        }
    }

    private static boolean isModifier(Keyword keyword) {
        return switch (keyword) {
            case FULL, EXTENDED, GLOBAL, SESSION, LOCAL -> true;
            default -> false;
        };
    }

    private ShowForm form() {
        Keyword word = cursor.keyword();
        Keyword second = cursor.keywordAfter();
        ShowForm byTwo = switch (word) {
            case TABLE -> second == Keyword.STATUS ? ShowForm.TABLE_STATUS : ShowForm.OTHER;
            case CHARACTER -> second == Keyword.SET ? ShowForm.CHARSET : ShowForm.OTHER;
            case PROCEDURE -> second == Keyword.STATUS ? ShowForm.PROCEDURE_STATUS : ShowForm.OTHER;
            case FUNCTION -> second == Keyword.STATUS ? ShowForm.FUNCTION_STATUS : ShowForm.OTHER;
            case CREATE -> created(second);
            case VSCHEMA -> vschema(second);
            default -> cursor.isWord("open") && second == Keyword.TABLES ? ShowForm.OPEN_TABLES : ShowForm.OTHER;
        };
        if (byTwo != ShowForm.OTHER) {
            cursor.advance();
            cursor.advance();
            return byTwo;
        }
        ShowForm form = word == Keyword.COUNT ? count() : ofOneWord(word);
        if (form == ShowForm.OTHER && cursor.isWord("vitess_keyspaces")) {
            form = ShowForm.KEYSPACES;
        }
        if (form != ShowForm.OTHER) {
            cursor.advance();
        }
        return form;
    }

    private static ShowForm ofOneWord(Keyword word) {
        return switch (word) {
            case VITESS_SHARDS -> ShowForm.VITESS_SHARDS;
            case VITESS_TABLETS -> ShowForm.VITESS_TABLETS;
            case VITESS_TARGET -> ShowForm.VITESS_TARGET;
            case VITESS_REPLICATION_STATUS -> ShowForm.VITESS_REPLICATION_STATUS;
            case KEYSPACES -> ShowForm.KEYSPACES;
            case DATABASES, SCHEMAS -> ShowForm.DATABASES;
            case TABLES -> ShowForm.TABLES;
            case COLUMNS, FIELDS -> ShowForm.COLUMNS;
            case INDEX, INDEXES, KEYS -> ShowForm.INDEX;
            case VARIABLES -> ShowForm.VARIABLES;
            case STATUS -> ShowForm.STATUS;
            case WARNINGS -> ShowForm.WARNINGS;
            case ERRORS -> ShowForm.ERRORS;
            case PROCESSLIST -> ShowForm.PROCESSLIST;
            case ENGINES -> ShowForm.ENGINES;
            case PLUGINS -> ShowForm.PLUGINS;
            case CHARSET -> ShowForm.CHARSET;
            case COLLATION -> ShowForm.COLLATION;
            case GRANTS -> ShowForm.GRANTS;
            case PRIVILEGES -> ShowForm.PRIVILEGES;
            case TRIGGERS -> ShowForm.TRIGGERS;
            case EVENTS -> ShowForm.EVENTS;
            default -> ShowForm.OTHER;
        };
    }

    private static ShowForm created(Keyword what) {
        return switch (what) {
            case TABLE -> ShowForm.CREATE_TABLE;
            case VIEW -> ShowForm.CREATE_VIEW;
            case DATABASE, SCHEMA -> ShowForm.CREATE_DATABASE;
            default -> ShowForm.CREATE_OTHER;
        };
    }

    private static ShowForm vschema(Keyword what) {
        return switch (what) {
            case TABLES -> ShowForm.VSCHEMA_TABLES;
            case VINDEXES -> ShowForm.VSCHEMA_VINDEXES;
            case KEYSPACES -> ShowForm.VSCHEMA_KEYSPACES;
            default -> ShowForm.OTHER;
        };
    }

    /** {@code COUNT(*) WARNINGS}; the caller moves over the last word. */
    private ShowForm count() {
        int start = cursor.ordinal();
        cursor.advance();
        boolean isAll =
                cursor.take(TokenKind.LEFT_PAREN) && cursor.takeOperator("*") && cursor.take(TokenKind.RIGHT_PAREN);
        if (isAll && cursor.keyword() == Keyword.WARNINGS) {
            return ShowForm.COUNT_WARNINGS;
        }
        if (isAll && cursor.keyword() == Keyword.ERRORS) {
            return ShowForm.COUNT_ERRORS;
        }
        cursor.moveTo(start);
        return ShowForm.OTHER;
    }

    private void takeIfNotExists() {
        if (cursor.keyword() == Keyword.IF && cursor.keywordAfter() == Keyword.NOT) {
            cursor.advance();
            cursor.advance();
            cursor.take(Keyword.EXISTS);
        }
    }

    private boolean takeOn(ShowForm form) {
        return form == ShowForm.VSCHEMA_VINDEXES && cursor.take(Keyword.ON);
    }

    /** {@code t FROM d} is {@code d.t}. */
    private TableName takeTable() {
        TableName table = cursor.tableName();
        boolean isMore = table.database().isEmpty() && (cursor.take(Keyword.FROM) || cursor.take(Keyword.IN));
        return isMore ? new TableName(Optional.of(cursor.name()), table.table()) : table;
    }

    private Statement withFilter(ShowForm form, Optional<TableName> from) {
        Optional<String> like = Optional.empty();
        Optional<Span> where = Optional.empty();
        if (cursor.keyword() == Keyword.LIKE) {
            cursor.advance();
            if (cursor.kind() != TokenKind.STRING) {
                return show(ShowForm.OTHER, Optional.empty());
            }
            like = Optional.of(cursor.string());
        } else if (cursor.keyword() == Keyword.WHERE) {
            cursor.advance();
            if (!cursor.isAtEnd()) {
                where = Optional.of(Span.of(tokens, cursor.ordinal(), tokens.count()));
                cursor.moveTo(tokens.count());
            }
        } else if (cursor.keyword() == Keyword.LIMIT && (form == ShowForm.WARNINGS || form == ShowForm.ERRORS)) {
            cursor.moveTo(tokens.count());
        }
        boolean isWhole = cursor.isAtEnd();
        return isWhole
                ? new Statement.Show(form, modifiers, from, like, where)
                : show(ShowForm.OTHER, Optional.empty());
    }

    private Statement show(ShowForm form, Optional<TableName> from) {
        return new Statement.Show(form, modifiers, from, Optional.empty(), Optional.empty());
    }
}
