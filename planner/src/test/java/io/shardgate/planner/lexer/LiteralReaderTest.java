package io.shardgate.planner.lexer;

import static io.shardgate.planner.lexer.Scanned.mode;
import static io.shardgate.planner.lexer.Scanned.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralReaderTest {

    private static Optional<SqlValue> read(String literal) {
        return LiteralReader.read(scan(literal), 0);
    }

    private static SqlValue element(String list, int element) {
        Fingerprint fingerprint = scan("a in (" + list + ")");
        return LiteralReader.readElement(fingerprint, 3, element).orElseThrow();
    }

    private static SqlValue bytes(String hex) {
        return SqlValue.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void integersAreSignedUntilTheyNeedTheLastBit() {
        assertThat(read("0")).contains(SqlValue.of(0));
        assertThat(read("9223372036854775807")).contains(SqlValue.of(Long.MAX_VALUE));
        assertThat(read("9223372036854775808")).contains(new SqlValue.UInt64(Long.MIN_VALUE));
        assertThat(read("18446744073709551615")).contains(new SqlValue.UInt64(-1));
        assertThat(read("18446744073709551616")).contains(new SqlValue.Decimal(new BigDecimal("18446744073709551616")));
        assertThat(read("000000000000000000000000007")).contains(SqlValue.of(7));
    }

    @Test
    void aSignIsReadWithAnElement() {
        assertThat(element("-5", 0)).isEqualTo(SqlValue.of(-5));
        assertThat(element("1, - /* c */ 5", 1)).isEqualTo(SqlValue.of(-5));
        assertThat(element("+5", 0)).isEqualTo(SqlValue.of(5));
        assertThat(element("-9223372036854775808", 0)).isEqualTo(SqlValue.of(Long.MIN_VALUE));
        assertThat(element("-9223372036854775809", 0))
                .isEqualTo(new SqlValue.Decimal(new BigDecimal("-9223372036854775809")));
        assertThat(element("-1.50", 0)).isEqualTo(new SqlValue.Decimal(new BigDecimal("-1.50")));
        assertThat(element("-1.5e-3", 0)).isEqualTo(new SqlValue.Float64(-0.0015));
        assertThat(element("null, TRUE, false", 0)).isEqualTo(SqlValue.ofNull());
        assertThat(element("null, TRUE, false", 1)).isEqualTo(SqlValue.of(1));
        assertThat(element("null, TRUE, false", 2)).isEqualTo(SqlValue.of(0));
    }

    @Test
    void numbersWithAPointAreExactAndWithAnExponentAreNot() {
        assertThat(read("1.")).contains(new SqlValue.Decimal(new BigDecimal("1")));
        assertThat(read(".50")).contains(new SqlValue.Decimal(new BigDecimal("0.50")));
        assertThat(read("1e3")).contains(new SqlValue.Float64(1000));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "'abc'; 616263",
                "''; ~~",
                "'it''s'; 69742773",
                "\"a\"\"b'c\"; 6122622763",
                "'\\0\\b\\n\\r\\t\\Z\\\\\\'\\\"\\q'; 00080a0d091a5c272271",
                "'100\\%\\_'; 3130305c255c5f",
                "'€'; e282ac",
            })
    void quotesAndEscapesOfStringsAreResolved(String literal, String hex) {
        SqlValue value = read(literal).orElseThrow();

        assertThat(value).isInstanceOf(SqlValue.Text.class);
        assertThat(HexFormat.of().formatHex(value.textBytes())).isEqualTo(hex);
    }

    @Test
    void aBackslashIsItselfUnderNoBackslashEscapes() {
        Fingerprint fingerprint = scan("'a\\n'", mode(LexerMode.SqlMode.NO_BACKSLASH_ESCAPES));

        assertThat(LiteralReader.read(fingerprint, 0)).contains(SqlValue.of("a\\n"));
    }

    @Test
    void stringsAreDecodedFromTheClientsCharset() {
        byte[] gbk = "'誠\\''".getBytes(Charset.forName("GBK"));
        byte[] latin1 = {'\'', (byte) 0xE9, (byte) 0x80, '\''};

        assertThat(LiteralReader.read(scan(gbk, LexerMode.standard().withCharset(ClientCharset.GBK)), 0))
                .contains(SqlValue.of("誠'"));
        assertThat(LiteralReader.read(scan(latin1, LexerMode.standard().withCharset(ClientCharset.LATIN1)), 0))
                .contains(SqlValue.of("é€"));
    }

    @Test
    void aMalformedStringHasNoValueHere() {
        byte[] malformed = {'\'', (byte) 0xC3, '\''};

        assertThat(LiteralReader.read(scan(malformed, LexerMode.standard()), 0)).isEmpty();
    }

    @Test
    void anIntroducerSaysTheCharset() {
        assertThat(read("_latin1 x'E9'")).contains(SqlValue.of("é"));
        assertThat(read("_binary'a'")).contains(bytes("61"));
        assertThat(read("_utf8mb4 /* c */ 0xC3A9")).contains(SqlValue.of("é"));
        assertThat(read("_utf16 x'20AC'")).contains(SqlValue.of("€"));
        assertThat(read("_hp8 'a'")).isEmpty();
    }

    @Test
    void hexAndBitLiteralsAreBinary() {
        assertThat(read("x'4A4b'")).contains(bytes("4a4b"));
        assertThat(read("0xABC")).contains(bytes("0abc"));
        assertThat(read("x''")).contains(bytes(""));
        assertThat(read("b'100000001'")).contains(bytes("0101"));
        assertThat(read("0b1")).contains(bytes("01"));
    }

    @Test
    void temporalAndNationalLiteralsAreRead() {
        assertThat(read("date /* c */ '2020-01-01'")).contains(new SqlValue.Temporal("2020-01-01"));
        assertThat(read("N'a''b'")).contains(SqlValue.of("a'b"));
        assertThat(read("?")).isEmpty();
    }
}
