package io.shardgate.vschema.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlValueTest {

    @Test
    void valuesAreWrittenAsMySqlSendsThem() {
        assertThat(text(SqlValue.of(-5))).isEqualTo("-5");
        assertThat(text(new SqlValue.UInt64(-1))).isEqualTo("18446744073709551615");
        assertThat(text(new SqlValue.Decimal(new BigDecimal("1.50")))).isEqualTo("1.50");
        assertThat(text(SqlValue.of("é"))).isEqualTo("é");
        assertThat(text(SqlValue.ofNull())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.1, 1.1", "-0.5, -0.5", "1e20, 1e20", "1.5e-7, 1.5e-7", "100, 100"})
    void approximateNumbersHaveNoIdlePoint(double value, String text) {
        assertThat(text(new SqlValue.Float64(value))).isEqualTo(text);
    }

    @Test
    void aNumberWithAnExponentIsNoDecimal() {
        assertThatThrownBy(() -> new SqlValue.Decimal(new BigDecimal("1e999999999")))
                .hasMessage("1E+999999999 has an exponent, so it is not an exact number in SQL");
    }

    @Test
    void charactersAndBytesAreNotEqual() {
        assertThat(SqlValue.of("a")).isNotEqualTo(SqlValue.of(new byte[] {'a'}));
        assertThat(SqlValue.of("a")).isEqualTo(SqlValue.of("a")).hasSameHashCodeAs(SqlValue.of("a"));
    }

    @Test
    void charactersThatLookLikeANumberAreNone() {
        assertThat(SqlValue.of("5").integerBits()).isEmpty();
        assertThat(SqlValue.of(-5).integerBits()).hasValue(-5);
        assertThat(SqlValue.of(-5).unsignedBits()).isEmpty();
        assertThat(new SqlValue.UInt64(-5).unsignedBits()).hasValue(-5);
    }

    @Property
    void changingTheArrayDoesNotChangeTheValue(@ForAll byte[] bytes) {
        SqlValue value = SqlValue.of(bytes);
        byte[] copy = bytes.clone();

        Arrays.fill(bytes, (byte) 7);
        Arrays.fill(value.textBytes(), (byte) 7);

        assertThat(value.textBytes()).isEqualTo(copy);
    }

    private static String text(SqlValue value) {
        return new String(value.textBytes(), StandardCharsets.UTF_8);
    }
}
