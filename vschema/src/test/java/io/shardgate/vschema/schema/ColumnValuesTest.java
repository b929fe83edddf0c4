package io.shardgate.vschema.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnValuesTest {

    private static final SqlValue NOT_CERTAIN = SqlValue.of("(not certain)");

    static Stream<Arguments> comparisons() {
        return Stream.of(
                Arguments.of("bigint", SqlValue.of(5), SqlValue.of(5)),
                Arguments.of("bigint", decimal("5.00"), SqlValue.of(5)),
                Arguments.of("bigint", decimal("5.5"), NOT_CERTAIN),
                Arguments.of("bigint", decimal("18446744073709551615"), new SqlValue.UInt64(-1)),
                Arguments.of("bigint", decimal("18446744073709551616"), NOT_CERTAIN),
                Arguments.of("bigint", decimal("1000"), SqlValue.of(1000)),
                Arguments.of("bigint", SqlValue.of("5"), SqlValue.of(5)),
                Arguments.of("bigint", SqlValue.of("-5"), SqlValue.of(-5)),
                Arguments.of("bigint", SqlValue.of("05"), NOT_CERTAIN),
                Arguments.of("bigint", SqlValue.of("5abc"), NOT_CERTAIN),
                Arguments.of("bigint", SqlValue.of(" 5"), NOT_CERTAIN),
                Arguments.of("bigint", SqlValue.of("9007199254740993"), NOT_CERTAIN),
                Arguments.of("bigint", new SqlValue.Float64(5), NOT_CERTAIN),
                Arguments.of("bigint", bytes("5"), NOT_CERTAIN),
                Arguments.of("bigint", SqlValue.ofNull(), SqlValue.ofNull()),
                Arguments.of("varchar(3)", SqlValue.of("abc "), SqlValue.of("abc ")),
                Arguments.of("varchar(3)", SqlValue.of(5), NOT_CERTAIN),
                Arguments.of("varchar(3)", bytes("a"), NOT_CERTAIN),
                Arguments.of("char(3)", SqlValue.of("ab  "), SqlValue.of("ab")),
                Arguments.of("varbinary(3)", SqlValue.of("a"), bytes("a")),
                Arguments.of("binary(3)", bytes("a"), bytes("a")),
                Arguments.of("binary(3)", SqlValue.of(1), NOT_CERTAIN),
                Arguments.of("date", SqlValue.of("2024-02-29"), new SqlValue.Temporal("2024-02-29")),
                Arguments.of("date", SqlValue.of("20240229"), NOT_CERTAIN),
                Arguments.of("date", SqlValue.of("2024-2-29"), NOT_CERTAIN),
                Arguments.of("datetime", SqlValue.of("2024-02-29 00:00:00"), NOT_CERTAIN),
                Arguments.of("decimal(10,2)", decimal("1.00"), NOT_CERTAIN),
                Arguments.of("enum('a')", SqlValue.of("a"), NOT_CERTAIN));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void aComparisonIsMadeInTheColumnsOwnTypeOrNotRouted(String type, SqlValue literal, SqlValue expected) {
        assertThat(ColumnValues.forComparison(column(type, "utf8mb4"), literal).orElse(NOT_CERTAIN))
                .isEqualTo(expected);
    }

    static Stream<Arguments> insertions() {
        return Stream.of(
                Arguments.of("tinyint", SqlValue.of(127), SqlValue.of(127)),
                Arguments.of("tinyint", SqlValue.of(128), NOT_CERTAIN),
                Arguments.of("tinyint", SqlValue.of(-129), NOT_CERTAIN),
                Arguments.of("tinyint unsigned", SqlValue.of(255), SqlValue.of(255)),
                Arguments.of("tinyint unsigned", SqlValue.of(256), NOT_CERTAIN),
                Arguments.of("tinyint unsigned", SqlValue.of(-1), NOT_CERTAIN),
                Arguments.of("bigint", SqlValue.of(Long.MIN_VALUE), SqlValue.of(Long.MIN_VALUE)),
                Arguments.of("bigint", new SqlValue.UInt64(-1), NOT_CERTAIN),
                Arguments.of("bigint unsigned", new SqlValue.UInt64(-1), new SqlValue.UInt64(-1)),
                Arguments.of("bigint", SqlValue.of("900719925474099301"), SqlValue.of(900719925474099301L)),
                Arguments.of("bigint", decimal("1.5"), NOT_CERTAIN),
                Arguments.of("varchar(3)", SqlValue.of("abc"), SqlValue.of("abc")),
                Arguments.of("varchar(3)", SqlValue.of("abcd"), NOT_CERTAIN),
                Arguments.of("varchar(3)", SqlValue.of("😀😀😀"), SqlValue.of("😀😀😀")),
                Arguments.of("varchar(3)", SqlValue.of(42), SqlValue.of("42")),
                Arguments.of("char(3)", SqlValue.of("ab    "), SqlValue.of("ab")),
                Arguments.of("varbinary(3)", SqlValue.of(42), bytes("42")),
                Arguments.of("varbinary(3)", SqlValue.of("é42"), NOT_CERTAIN),
                Arguments.of("binary(3)", bytes("a"), bytes("a\0\0")),
                Arguments.of("date", new SqlValue.Temporal("2024-02-29"), new SqlValue.Temporal("2024-02-29")));
    }

    @ParameterizedTest
    @MethodSource("insertions")
    void anInsertedValueIsWhatTheColumnWillHoldOrNotKnown(String type, SqlValue literal, SqlValue expected) {
        assertThat(ColumnValues.forStorage(column(type, "utf8mb4"), literal).orElse(NOT_CERTAIN))
                .isEqualTo(expected);
    }

    @Test
    void charactersThatTheColumnsCharsetLacksAreNotCompared() {
        assertThat(compared("latin1", "é€")).isPresent();
        assertThat(compared("latin1", "ő")).isEmpty();
        assertThat(compared("ascii", "é")).isEmpty();
        assertThat(compared("utf8mb3", "ő")).isPresent();
        assertThat(compared("utf8mb3", "😀")).isEmpty();
        assertThat(compared("utf8mb4", "😀")).isPresent();
        assertThat(compared("sjis", "a")).isEmpty();
    }

    private static Optional<SqlValue> compared(String charset, String text) {
        return ColumnValues.forComparison(column("varchar(10)", charset), SqlValue.of(text));
    }

    private static ColumnSchema column(String type, String charset) {
        Collation collation = type.matches(".*(char|text|enum).*") ? new Collation(charset, charset + "_bin") : null;
        return ColumnSchema.of("c", ColumnType.parse(type, collation), true);
    }

    private static SqlValue decimal(String text) {
        return new SqlValue.Decimal(new BigDecimal(text));
    }

    private static SqlValue bytes(String text) {
        return SqlValue.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
