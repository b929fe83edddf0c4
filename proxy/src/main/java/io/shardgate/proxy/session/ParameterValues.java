package io.shardgate.proxy.session;

import io.netty.buffer.Unpooled;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.proxy.exec.ParameterLiterals;
import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.wire.ColumnType;
import io.shardgate.proxy.wire.SqlLiteral;
import io.shardgate.proxy.wire.StatementParameters;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters that came with one execution of a statement; none for a text. */
final class ParameterValues implements ParameterLiterals {

    private final List<StatementParameters.Value> parameters;
    private final String charsetName;
    private final Optional<Charset> charset;

    private ParameterValues(List<StatementParameters.Value> parameters, String charsetName, Optional<Charset> charset) {
        this.parameters = parameters;
        this.charsetName = charsetName;
        this.charset = charset;
    }

    static ParameterValues of(@Nullable PreparedCall call, Session session) {
        List<StatementParameters.Value> parameters = call == null
                ? List.of()
                : StatementParameters.read(
                        Unpooled.wrappedBuffer(call.execute().values()),
                        call.execute().types(),
                        call.execute().nulls(),
                        call.longData()::find);
        return new ParameterValues(
                parameters,
                session.lexerMode().charset().name().toLowerCase(java.util.Locale.ROOT),
                session.lexerMode().charset().javaCharset());
    }

    /** These with the literals of the text that they are for. */
    StatementValues with(Tokens text) {
        return new StatementValues(text, this::value);
    }

    /** The parameter by its index from 0; empty where it is not known, or not known to read. */
    Optional<SqlValue> value(int index) {
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
            case TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, BIT, GEOMETRY -> SqlLiteral.binary(text);
            case VARCHAR, VAR_STRING, STRING, ENUM, SET, JSON -> SqlLiteral.quote(charsetName, text);
        };
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
