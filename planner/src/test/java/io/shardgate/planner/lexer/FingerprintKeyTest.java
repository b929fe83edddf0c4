package io.shardgate.planner.lexer;

import static io.shardgate.planner.lexer.Scanned.key;
import static io.shardgate.planner.lexer.Scanned.mode;
import static io.shardgate.planner.lexer.Scanned.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select a from t where b=1 | select a from t where b=18446744073709551615",
                "select 'a' | select \"b''\\\" c\"",
                "select   /* x */ a -- y | select a",
                "/* app */ select a | select a",
                "select a ; select b | select a",
                "a in (1,2,3) | a in ( 7 )",
                "a in (1, 'x') | a in ('y',-5,3 )",
                "(a,b) in ((1,2)) | (a,b) in ( (3,4) , (5,6) )",
                "insert into t values (1,'a') | insert into t values(2,NULL), (-3, 4.5)",
                "insert into t values (1) on duplicate key update a=1 | insert into t values (1),(2) on duplicate key update a=2",
                "select _utf8'a' | select _utf8 'b'",
                "select date '2020-01-01' | select date'1999-12-31'",
                "select x'00' | select 0xABC",
                "select a /*!99999 b */ | select a",
            })
    void textsThatDifferInLiteralsAndWhiteSpaceShareAKey(String one, String other) {
        assertThat(key(one)).isEqualTo(key(other)).hasSameHashCodeAs(key(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select 1 | select 1.0",
                "select 1.0 | select 1e0",
                "select 18446744073709551615 | select 18446744073709551616",
                "select 1 | select '1'",
                "select 1 | select -1",
                "select 'a' | select N'a'",
                "select 'a' | select _utf8'a'",
                "select _utf8'a' | select _latin1'a'",
                "select _utf8'a' | select _utf8 x'41'",
                "select x'01' | select b'01'",
                "select date'2020-01-01' | select time'10:00:00'",
                "select timestamp'2020-01-01' | select date'2020-01-01'",
                "select 1 | select ?",
                "select NULL | select 1",
                "select TRUE | select FALSE",
                "select a | select A",
                "select a | select `a`",
                "select a b | select a, b",
                "select count(a) | select count (a)",
                "select 'a' as 'b' | select 'a' as 'c'",
                "select /*+ A */ 1 | select 1",
                "select /*+ A */ 1 | select /*+ B */ 1",
                "select /*vt+ A */ 1 | select 1",
                "select /*!50000 a */ b | select a b",
                "a in (1) | a in ('1')",
                "a in (1) | a in (1,NULL)",
                "a in (1) | a in (f(1))",
                "(a,b) in ((1,2)) | (a,b) in ((1,'2'))",
                "values (1) | values (1,2)",
                "values (1) | values (f(1))",
                "select 'a''b' | select 'a' 'b'",
                "a<=>1 | a<= >1",
                "?.5 | ?1.5",
            })
    void textsThatDifferInAnythingElseDoNot(String one, String other) {
        assertThat(key(one)).isNotEqualTo(key(other));
    }

    @Test
    void theSameBytesInAnotherModeAreAnotherKey() {
        String sql = "select a || b";

        assertThat(scan(sql).key())
                .isNotEqualTo(scan(sql, mode(LexerMode.SqlMode.PIPES_AS_CONCAT)).key());
        assertThat(scan(sql).key())
                .isNotEqualTo(scan(sql, LexerMode.standard().withCharset(ClientCharset.LATIN1))
                        .key());
    }

    @Test
    void aViewFindsACopyInAMapAndACopyDoesNotChangeWithTheFingerprint() {
        Fingerprint fingerprint = scan("select a from t where b = 1");
        Map<FingerprintKey, String> plans = new HashMap<>();
        plans.put(fingerprint.copyKey(), "plan");

        byte[] other = "select something else".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        fingerprint.scan(other, 0, other.length, LexerMode.standard());

        assertThat(plans).doesNotContainKey(fingerprint.key());
        assertThat(plans).containsKey(scan("select a from t where b = 99").key());
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(key("select 'secret', 12345, x'0102' from t where a in ('secret', 12345)"))
                .hasToString("select ?, ?, ? from t where a in (?)");
        assertThat(key("create user a identified with p as 'secret'").toString())
                .doesNotContain("secret");
    }
}
