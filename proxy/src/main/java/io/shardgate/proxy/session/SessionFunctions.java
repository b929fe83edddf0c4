package io.shardgate.proxy.session;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.proxy.exec.StatementText;
import io.shardgate.proxy.wire.SqlLiteral;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts in the values of functions whose answer the session knows and a server does not, since the session's statements
 * run on many connections: FOUND_ROWS(), ROW_COUNT(), CONNECTION_ID(), DATABASE(), LAST_INSERT_ID().
 *
 * <p>Confined to the session's event loop.
 */
final class SessionFunctions {

    private static final int REPLACED = mask(
            SessionUse.LAST_INSERT_ID_FUNCTION,
            SessionUse.FOUND_ROWS_FUNCTION,
            SessionUse.ROW_COUNT_FUNCTION,
            SessionUse.CONNECTION_ID_FUNCTION,
            SessionUse.DATABASE_FUNCTION);

    private final Session session;

    SessionFunctions(Session session) {
        this.session = session;
    }

    /** The statement's text with the values in the functions' places, or null if it calls none of them. */
    @Nullable
    StatementText splice(Tokens tokens) {
        if ((tokens.sessionUses() & REPLACED) == 0) {
            return null;
        }
        var out = new ByteArrayOutputStream(tokens.textEnd() - tokens.textStart() + 64);
        int copied = tokens.textStart();
        int depth = 0;
        for (int i = 0; i < tokens.count(); i++) {
            TokenKind kind = tokens.kind(i);
            depth += kind == TokenKind.LEFT_PAREN ? 1 : kind == TokenKind.RIGHT_PAREN ? -1 : 0;
            String value = isCallWithoutArguments(tokens, i) ? value(tokens.keyword(i)) : null;
            if (value == null) {
                continue;
            }
            out.write(tokens.bytes(), copied, tokens.start(i) - copied);
            boolean item = depth == 0 && isSelectItem(tokens, i);
            // As a column it must have the function's type; elsewhere a plain literal is what can route.
            String text = item ? typed(tokens.keyword(i), value) : value;
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            copied = tokens.end(i + 2);
            if (item) {
                // The column must be called what it would be called if the function stood there.
                out.writeBytes(" AS `".getBytes(StandardCharsets.UTF_8));
                out.write(tokens.bytes(), tokens.start(i), copied - tokens.start(i));
                out.write('`');
            }
        }
        out.write(tokens.bytes(), copied, tokens.textEnd() - copied);
        byte[] spliced = out.toByteArray();
        return new StatementText(spliced, 0, spliced.length);
    }

    private static boolean isCallWithoutArguments(Tokens tokens, int i) {
        return i + 2 < tokens.count()
                && tokens.kind(i) == TokenKind.WORD
                && tokens.kind(i + 1) == TokenKind.LEFT_PAREN
                && tokens.kind(i + 2) == TokenKind.RIGHT_PAREN;
    }

    /** Whether the call is a whole item of the outermost select list, without an alias of its own. */
    private static boolean isSelectItem(Tokens tokens, int i) {
        boolean begins = i > 0 && (tokens.keyword(i - 1) == Keyword.SELECT || tokens.kind(i - 1) == TokenKind.COMMA);
        if (!begins) {
            return false;
        }
        int after = i + 3;
        if (after >= tokens.count() || tokens.kind(after) == TokenKind.COMMA) {
            return true;
        }
        return switch (tokens.keyword(after)) {
            case FROM, LIMIT, UNION, INTO, WHERE, ORDER -> true;
            default -> false;
        };
    }

    private static String typed(Keyword function, String value) {
        return switch (function) {
            case LAST_INSERT_ID -> "CAST(" + value + " AS UNSIGNED)";
            case FOUND_ROWS, ROW_COUNT -> "CAST(" + value + " AS SIGNED)";
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
            case DATABASE, SCHEMA ->
                session.targetAsTyped().isEmpty() ? "NULL" : SqlLiteral.quote(session.targetAsTyped());
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
