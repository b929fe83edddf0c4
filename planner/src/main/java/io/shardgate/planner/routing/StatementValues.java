package io.shardgate.planner.routing;

import io.shardgate.planner.lexer.LiteralReader;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;
import java.util.function.IntFunction;

/** The values of a statement whose tokens are at hand. Valid as long as the tokens are, and confined to their thread. */
public final class StatementValues implements BoundValues {

    private final Tokens tokens;
    private final IntFunction<Optional<SqlValue>> parameters;

    /**
     * Values of a statement with parameters.
     *
     * @param parameters gives the value by index from 0; empty while it is not known
     */
    public StatementValues(Tokens tokens, IntFunction<Optional<SqlValue>> parameters) {
        this.tokens = tokens;
        this.parameters = parameters;
    }

    /** Values of a statement without parameters, or with parameters that have no values yet. */
    public static StatementValues of(Tokens tokens) {
        return new StatementValues(tokens, index -> Optional.empty());
    }

    @Override
    public Optional<SqlValue> literal(int token) {
        return LiteralReader.read(tokens, token);
    }

    @Override
    public int listSize(int token) {
        return tokens.listSize(token);
    }

    @Override
    public int listArity(int token) {
        return tokens.listArity(token);
    }

    @Override
    public TokenKind elementKind(int token, int element) {
        return tokens.elementKind(token, element);
    }

    @Override
    public Optional<SqlValue> element(int token, int element) {
        return tokens.elementKind(token, element) == TokenKind.PARAMETER
                ? parameter(tokens.elementParameterIndex(token, element))
                : LiteralReader.readElement(tokens, token, element);
    }

    @Override
    public Optional<SqlValue> parameter(int index) {
        return parameters.apply(index);
    }
}
