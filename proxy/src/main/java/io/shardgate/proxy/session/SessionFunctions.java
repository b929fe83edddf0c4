package io.shardgate.proxy.session;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.statement.SystemVariableName;
import io.shardgate.planner.statement.VariableScope;
import io.shardgate.proxy.exec.StatementText;
import io.shardgate.proxy.wire.SqlLiteral;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts in the values of functions and variables whose answer the session knows and a server does not, since the session's
 * statements run on many connections: FOUND_ROWS(), ROW_COUNT(), CONNECTION_ID(), DATABASE(), LAST_INSERT_ID() with the
 * variables that are the same, and the variables that the proxy has for itself.
 *
 * <p>Confined to the session's event loop.
 */
final class SessionFunctions {

    private static final int REPLACED = mask(
            SessionUse.LAST_INSERT_ID_FUNCTION,
            SessionUse.FOUND_ROWS_FUNCTION,
            SessionUse.ROW_COUNT_FUNCTION,
            SessionUse.CONNECTION_ID_FUNCTION,
            SessionUse.DATABASE_FUNCTION,
            SessionUse.SYSTEM_VARIABLE);

    private final Session session;

    SessionFunctions(Session session) {
        this.session = session;
    }

    /** The statement's text with the values in their places, or null if it asks for none of them. */
    @Nullable
    StatementText splice(Tokens tokens) {
        if ((tokens.sessionUses() & REPLACED) == 0) {
            return null;
        }
        ByteArrayOutputStream out = null;
        int copied = tokens.textStart();
        int depth = 0;
        for (int i = 0; i < tokens.count(); i++) {
            TokenKind kind = tokens.kind(i);
            depth += kind == TokenKind.LEFT_PAREN ? 1 : kind == TokenKind.RIGHT_PAREN ? -1 : 0;
            Known known = known(tokens, i);
            if (known == null) {
                continue;
            }
            if (out == null) {
                out = new ByteArrayOutputStream(tokens.textEnd() - tokens.textStart() + 64);
            }
            out.write(tokens.bytes(), copied, tokens.start(i) - copied);
            boolean item = depth == 0 && isSelectItem(tokens, i, i + known.length());
            // As a column it must have the function's type; elsewhere a plain literal is what can route.
            String text = item ? known.typed() : known.value();
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            copied = tokens.end(i + known.length() - 1);
            if (item) {
                // The column must be called what it would be called if the function stood there.
                out.writeBytes(" AS `".getBytes(StandardCharsets.UTF_8));
                out.write(tokens.bytes(), tokens.start(i), copied - tokens.start(i));
                out.write('`');
            }
        }
        if (out == null) {
            return null;
        }
        out.write(tokens.bytes(), copied, tokens.textEnd() - copied);
        byte[] spliced = out.toByteArray();
        return new StatementText(spliced, 0, spliced.length);
    }

    /**
     * What the session knows.
     *
     * @param length how many tokens ask for it
     * @param value a literal
     * @param typed an expression of the type that a server would give
     */
    private record Known(int length, String value, String typed) {}

    private @Nullable Known known(Tokens tokens, int i) {
        if (isCallWithoutArguments(tokens, i)) {
            String value = value(tokens.keyword(i));
            return value == null ? null : new Known(3, value, typed(tokens.keyword(i), value));
        }
        return tokens.kind(i) == TokenKind.SYSTEM_VARIABLE ? variable(tokens.text(i)) : null;
    }

    private @Nullable Known variable(String written) {
        SystemVariableName variable = SystemVariableName.parse(written);
        boolean isSessions = variable.scope() == VariableScope.SESSION || variable.scope() == VariableScope.UNSPECIFIED;
        if (!isSessions) {
            return null;
        }
        return switch (variable.name()) {
            case "last_insert_id", "identity" -> {
                String value = Long.toUnsignedString(session.lastInsertId());
                yield new Known(1, value, typed(Keyword.LAST_INSERT_ID, value));
            }
            case SetStatements.TRANSACTION_MODE ->
                string(session.connections().mode().name());
            case SetStatements.UNOWNED_WRITES ->
                new Known(1, session.unownedWrites() ? "1" : "0", session.unownedWrites() ? "1" : "0");
            default -> null;
        };
    }

    private static Known string(String text) {
        String literal = SqlLiteral.quote(text);
        return new Known(1, literal, literal);
    }

    private static boolean isCallWithoutArguments(Tokens tokens, int i) {
        return i + 2 < tokens.count()
                && tokens.kind(i) == TokenKind.WORD
                && tokens.kind(i + 1) == TokenKind.LEFT_PAREN
                && tokens.kind(i + 2) == TokenKind.RIGHT_PAREN;
    }

    /** Whether these tokens are a whole item of the outermost select list, without an alias of its own. */
    private static boolean isSelectItem(Tokens tokens, int i, int after) {
        boolean begins = i > 0 && (tokens.keyword(i - 1) == Keyword.SELECT || tokens.kind(i - 1) == TokenKind.COMMA);
        if (!begins) {
            return false;
        }
        if (after >= tokens.count() || tokens.kind(after) == TokenKind.COMMA) {
            return true;
        }
        return switch (tokens.keyword(after)) {
            case FROM, LIMIT, UNION, INTO, WHERE, ORDER -> true;
            default -> false;
        };
    }

    /** A BIGINT, which a literal is not, and to MariaDB no CAST of a small one either. */
    private String typed(Keyword function, String value) {
        return switch (function) {
            case DATABASE, SCHEMA ->
                session.targetAsTyped().isEmpty() ? "NULL" : SqlLiteral.quote(session.targetAsTyped());
            case LAST_INSERT_ID -> "(" + value + " | 0)";
            case FOUND_ROWS, ROW_COUNT -> "GREATEST(" + value + ", -9223372036854775807)";
            default -> value;
        };
    }

    private @Nullable String value(Keyword function) {
        return switch (function) {
            case LAST_INSERT_ID -> Long.toUnsignedString(session.lastInsertId());
            // A reserved connection has run the session's statements itself and knows better.
            case FOUND_ROWS -> session.connections().hasReserved() ? null : Long.toString(session.foundRows());
            case ROW_COUNT -> session.connections().hasReserved() ? null : Long.toString(session.rowCount());
            case CONNECTION_ID -> Integer.toUnsignedString(session.connectionId());
            // What it is compared with are the servers' databases.
            case DATABASE, SCHEMA ->
                session.target().findKeyspace().map(SqlLiteral::quote).orElse("NULL");
            default -> null;
        };
    }

    private static int mask(SessionUse... uses) {
        int mask = 0;
        for (SessionUse use : uses) {
            for (int bit = 1; bit != 0; bit <<= 1) {
                if (use.isIn(bit)) {
                    mask |= bit;
                }
            }
        }
        return mask;
    }
}
