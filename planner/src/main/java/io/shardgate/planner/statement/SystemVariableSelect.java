package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises {@code SELECT @@a [AS x], @@session.b ... [FROM dual] [LIMIT 1]}. */
final class SystemVariableSelect {

    private SystemVariableSelect() {}

    static Optional<Statement.SelectSystemVariables> find(Tokens tokens) {
        TokenCursor cursor = new TokenCursor(tokens, 0);
        if (!cursor.take(Keyword.SELECT)) {
            return Optional.empty();
        }
        List<Statement.SelectedVariable> variables = new ArrayList<>();
        do {
            if (cursor.kind() != TokenKind.SYSTEM_VARIABLE) {
                return Optional.empty();
            }
            String written = tokens.text(cursor.ordinal());
            cursor.advance();
            Optional<String> alias = alias(cursor);
            SystemVariableName variable = SystemVariableName.parse(written);
            variables.add(new Statement.SelectedVariable(variable.scope(), variable.name(), alias.orElse(written)));
        } while (cursor.take(TokenKind.COMMA));
        if (cursor.take(Keyword.FROM) && !cursor.take(Keyword.DUAL)) {
            return Optional.empty();
        }
        if (cursor.take(Keyword.LIMIT)) {
            boolean isOne = cursor.kind() == TokenKind.INTEGER && tokens.is(cursor.ordinal(), "1");
            if (!isOne) {
                return Optional.empty();
            }
            cursor.advance();
        }
        return cursor.isAtEnd() ? Optional.of(new Statement.SelectSystemVariables(variables)) : Optional.empty();
    }

    private static Optional<String> alias(TokenCursor cursor) {
        boolean hasAs = cursor.take(Keyword.AS);
        TokenKind kind = cursor.kind();
        if (kind == TokenKind.STRING || kind == TokenKind.STRING_ALIAS) {
            return Optional.of(cursor.string());
        }
        boolean isClause = !hasAs && (cursor.keyword() == Keyword.FROM || cursor.keyword() == Keyword.LIMIT);
        return kind.isName() && !isClause ? Optional.of(cursor.name()) : Optional.empty();
    }
}
