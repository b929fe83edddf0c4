package io.shardgate.proxy.session;

import io.netty.buffer.Unpooled;
import io.shardgate.planner.lexer.LiteralReader;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.proxy.exec.ParameterLiterals;
import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.wire.ColumnType;
import io.shardgate.proxy.wire.StatementParameters;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one statement: the literals in its text, and the parameters that came with it. */
final class StatementValues implements BoundValues, ParameterLiterals {

    private final Tokens tokens;
    private final List<StatementParameters.Value> parameters;
    private final String charsetName;
    private final Optional<Charset> charset;

    private StatementValues(
            Tokens tokens, List<StatementParameters.Value> parameters, String charsetName, Optional<Charset> charset) {
        this.tokens = tokens;
        this.parameters = parameters;
        this.charsetName = charsetName;
        this.charset = charset;
    }

    static StatementValues of(Tokens tokens, @Nullable PreparedCall call, Session session) {
        List<StatementParameters.Value> parameters = call == null
                ? List.of()
                : StatementParameters.read(
                        Unpooled.wrappedBuffer(call.execute().values()),
                        call.execute().types(),
                        call.execute().nulls(),
                        call.longData()::find);
        return new StatementValues(
                tokens,
                parameters,
                session.lexerMode().charset().name().toLowerCase(java.util.Locale.ROOT),
                session.lexerMode().charset().javaCharset());
    }

    /** The same values over a copy of the text, for another thread. */
    StatementValues on(Tokens copy) {
        return new StatementValues(copy, parameters, charsetName, charset);
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
        if (index >= parameters.size()) {
            return Optional.empty();
        }
        StatementParameters.Value value = parameters.get(index);
        byte[] text = value.text();
        if (text == null) {
            return Optional.of(SqlValue.ofNull());
        }
        return switch (value.type()) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR -> Optional.of(integer(value, text));
            case FLOAT, DOUBLE -> Optional.of(new SqlValue.Float64(Double.parseDouble(ascii(text))));
            case DECIMAL, NEWDECIMAL -> Optional.of(new SqlValue.Decimal(new BigDecimal(ascii(text))));
            case DATE, DATETIME, TIMESTAMP, TIME -> Optional.of(new SqlValue.Temporal(ascii(text)));
            case NULL -> Optional.of(SqlValue.ofNull());
            case TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, BIT, GEOMETRY -> Optional.of(SqlValue.Bytes.ofOwned(text));
            case VARCHAR, VAR_STRING, STRING, ENUM, SET, JSON ->
                charset.map(known -> SqlValue.Text.ofUtf8(new String(text, known).getBytes(StandardCharsets.UTF_8)));
        };
    }

    private static SqlValue integer(StatementParameters.Value value, byte[] text) {
        return value.unsigned() && value.type() == ColumnType.LONGLONG
                ? new SqlValue.UInt64(Long.parseUnsignedLong(ascii(text)))
                : SqlValue.of(Long.parseLong(ascii(text)));
    }

    @Override
    public byte[] sqlLiteral(int index) {
        StatementParameters.Value value = parameters.get(index);
        byte[] text = value.text();
        return (text == null ? "NULL" : literal(value.type(), text)).getBytes(StandardCharsets.US_ASCII);
    }

    private String literal(ColumnType type, byte[] text) {
        return switch (type) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR, DECIMAL, NEWDECIMAL, NULL -> ascii(text);
            case FLOAT, DOUBLE -> SqlLiteral.floating(ascii(text));
            case DATE, DATETIME, TIMESTAMP, TIME -> "'" + ascii(text) + "'";
            case TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, BIT, GEOMETRY ->
                "_binary x'" + HexFormat.of().formatHex(text) + "'";
            case VARCHAR, VAR_STRING, STRING, ENUM, SET, JSON -> SqlLiteral.quote(charsetName, text);
        };
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
