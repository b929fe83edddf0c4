package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.LiteralReader;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** SET in all its forms. */
final class SetParser {

    private final TokenCursor cursor;
    private final Tokens tokens;

    SetParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.tokens = cursor.tokens();
    }

    Statement parse() {
        Optional<SetItem> alone = alone();
        if (alone.isPresent()) {
            return new Statement.Set(List.of(alone.get()));
        }
        List<SetItem> items = new ArrayList<>();
        do {
            items.add(item());
        } while (cursor.take(TokenKind.COMMA));
        cursor.expectEnd();
        return new Statement.Set(items);
    }

    /** Forms that are a statement's only one, and that do not share their grammar with assignments. */
    private Optional<SetItem> alone() {
        Keyword word = cursor.keyword();
        Keyword second = cursor.keywordAfter();
        if (word == Keyword.TRANSACTION) {
            cursor.advance();
            return Optional.of(transaction(VariableScope.UNSPECIFIED));
        }
        if (second == Keyword.TRANSACTION && isScope(word)) {
            VariableScope scope = takeScope();
            cursor.advance();
            return Optional.of(transaction(scope));
        }
        if (word == Keyword.PASSWORD) {
            // No system variable is called password, so SET PASSWORD = x is this statement too.
            return Optional.of(new SetItem.Administrative("SET PASSWORD"));
        }
        if (word == Keyword.ROLE) {
            return Optional.of(new SetItem.Administrative("SET ROLE"));
        }
        if (word == Keyword.DEFAULT && second == Keyword.ROLE) {
            return Optional.of(new SetItem.Administrative("SET DEFAULT ROLE"));
        }
        if (word == Keyword.RESOURCE && second == Keyword.GROUP) {
            return Optional.of(new SetItem.Administrative("SET RESOURCE GROUP"));
        }
        return Optional.empty();
    }

    private static boolean isScope(Keyword word) {
        return word == Keyword.SESSION || word == Keyword.LOCAL || word == Keyword.GLOBAL;
    }

    private VariableScope takeScope() {
        VariableScope scope = switch (cursor.keyword()) {
            case SESSION, LOCAL -> VariableScope.SESSION;
            case GLOBAL -> VariableScope.GLOBAL;
            case PERSIST -> VariableScope.PERSIST;
            case PERSIST_ONLY -> VariableScope.PERSIST_ONLY;
            default -> VariableScope.UNSPECIFIED;
        };
        if (scope != VariableScope.UNSPECIFIED) {
            cursor.advance();
        }
        return scope;
    }

    private SetItem transaction(VariableScope scope) {
        Optional<IsolationLevel> isolation = Optional.empty();
        Optional<AccessMode> accessMode = Optional.empty();
        do {
            if (cursor.keyword() == Keyword.ISOLATION && isolation.isEmpty()) {
                cursor.advance();
                cursor.expect(Keyword.LEVEL);
                isolation = Optional.of(isolationLevel());
            } else if (accessMode.isEmpty()) {
                accessMode = Optional.of(TransactionParser.accessMode(cursor));
            } else {
                throw cursor.syntaxError();
            }
        } while (cursor.take(TokenKind.COMMA));
        cursor.expectEnd();
        return new SetItem.Transaction(scope, isolation, accessMode);
    }

    private IsolationLevel isolationLevel() {
        if (cursor.take(Keyword.SERIALIZABLE)) {
            return IsolationLevel.SERIALIZABLE;
        }
        if (cursor.take(Keyword.REPEATABLE)) {
            cursor.expect(Keyword.READ);
            return IsolationLevel.REPEATABLE_READ;
        }
        cursor.expect(Keyword.READ);
        if (cursor.take(Keyword.COMMITTED)) {
            return IsolationLevel.READ_COMMITTED;
        }
        cursor.expect(Keyword.UNCOMMITTED);
        return IsolationLevel.READ_UNCOMMITTED;
    }

    private SetItem item() {
        if (cursor.kind() == TokenKind.USER_VARIABLE) {
            String name = cursor.userVariable();
            return new SetItem.UserVariable(name, assigned());
        }
        if (cursor.kind() == TokenKind.SYSTEM_VARIABLE) {
            SystemVariableName variable = SystemVariableName.parse(tokens.text(cursor.ordinal()));
            cursor.advance();
            return new SetItem.SystemVariable(variable.scope(), variable.name(), assigned());
        }
        Keyword second = cursor.keywordAfter();
        if (cursor.keyword() == Keyword.NAMES && !isAssignedNext()) {
            cursor.advance();
            return names();
        }
        if (cursor.keyword() == Keyword.CHARSET && !isAssignedNext()) {
            cursor.advance();
            return new SetItem.CharacterSet(charset());
        }
        if (cursor.keyword() == Keyword.CHARACTER && second == Keyword.SET) {
            cursor.advance();
            cursor.advance();
            return new SetItem.CharacterSet(charset());
        }
        VariableScope scope = isAssignedNext() ? VariableScope.UNSPECIFIED : takeScope();
        String name = cursor.name();
        while (cursor.take(TokenKind.DOT)) {
            name = name + "." + cursor.name();
        }
        return new SetItem.SystemVariable(scope, name.toLowerCase(Locale.ROOT), assigned());
    }

    private boolean isAssignedNext() {
        int after = cursor.ordinal() + 1;
        return after < tokens.count() && (tokens.is(after, "=") || tokens.is(after, ":="));
    }

    private SetItem names() {
        Optional<String> charset = charset();
        Optional<String> collation = Optional.empty();
        if (charset.isPresent() && cursor.take(Keyword.COLLATE)) {
            collation = charset();
        }
        return new SetItem.Names(charset, collation);
    }

    private Optional<String> charset() {
        if (cursor.take(Keyword.DEFAULT)) {
            return Optional.empty();
        }
        return Optional.of(cursor.textOrWord().toLowerCase(Locale.ROOT));
    }

    private SetValue assigned() {
        if (!cursor.takeOperator("=") && !cursor.takeOperator(":=")) {
            throw cursor.syntaxError();
        }
        int first = cursor.ordinal();
        int end = skipExpression();
        if (end == first) {
            throw cursor.syntaxError();
        }
        Span span = Span.of(tokens, first, end);
        return end - first == 1 ? single(span) : signed(span).orElse(new SetValue.Expression(span));
    }

    /** Moves to the comma that ends the expression, or to the end; gives the token after its last one. */
    private int skipExpression() {
        int depth = 0;
        int end = cursor.ordinal();
        while (!cursor.isAtEnd()) {
            TokenKind kind = cursor.kind();
            if (kind == TokenKind.LEFT_PAREN) {
                depth++;
            } else if (kind == TokenKind.RIGHT_PAREN) {
                depth--;
            } else if (kind == TokenKind.COMMA && depth == 0) {
                break;
            }
            if (depth < 0) {
                throw cursor.syntaxError();
            }
            end = cursor.ordinal() + 1;
            cursor.advance();
        }
        return end;
    }

    private SetValue single(Span span) {
        int token = span.firstToken();
        TokenKind kind = tokens.kind(token);
        if (kind == TokenKind.WORD) {
            return switch (tokens.keyword(token)) {
                case DEFAULT -> new SetValue.Default(span);
                case TRUE -> new SetValue.Literal(span, SqlValue.of(1));
                case FALSE -> new SetValue.Literal(span, SqlValue.of(0));
                case NULL -> new SetValue.Literal(span, SqlValue.ofNull());
                default -> new SetValue.Word(span, tokens.text(token));
            };
        }
        if (kind == TokenKind.QUOTED_IDENTIFIER) {
            return new SetValue.Word(span, cursor.nameAt(token));
        }
        Optional<SetValue> literal = LiteralReader.read(tokens, token).map(value -> new SetValue.Literal(span, value));
        return literal.orElse(new SetValue.Expression(span));
    }

    private Optional<SetValue> signed(Span span) {
        int first = span.firstToken();
        boolean isNumber = span.endToken() - first == 2
                && (tokens.kind(first + 1) == TokenKind.INTEGER || tokens.kind(first + 1) == TokenKind.DECIMAL);
        if (!isNumber || (!tokens.is(first, "-") && !tokens.is(first, "+"))) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(tokens.text(first + 1));
        BigDecimal signed = tokens.is(first, "-") ? number.negate() : number;
        boolean isLong = signed.scale() == 0 && signed.toBigInteger().bitLength() < Long.SIZE;
        SqlValue value = isLong ? SqlValue.of(signed.longValueExact()) : new SqlValue.Decimal(signed);
        return Optional.of(new SetValue.Literal(span, value));
    }
}
