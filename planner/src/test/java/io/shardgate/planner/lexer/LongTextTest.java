package io.shardgate.planner.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Long texts take time in proportion to their length; a quadratic scan of any of these would take minutes or more. */
@Timeout(20)
class LongTextTest {

    private final Fingerprint fingerprint = new Fingerprint();
    private final LexerMode mode = LexerMode.standard();

    private void scan(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        fingerprint.scan(bytes, 0, bytes.length, LexerMode.standard());
    }

    @Test
    void anInsertOfSixteenMegabytesIsAFewTokens() {
        StringBuilder sql = new StringBuilder("insert into t (a,b) values (0,'x')");
        int rows = 1;
        while (sql.length() < 16 << 20) {
            sql.append(",(").append(rows++).append(",'some text of a row that is not very long')");
        }

        scan(sql.toString());

        assertThat(fingerprint.lexicalError()).isEqualTo(LexicalError.NONE);
        assertThat(fingerprint.listSize(fingerprint.count() - 1)).isEqualTo(2 * rows);
        assertThat(fingerprint.key()).isEqualTo(Scanned.key("insert into t (a,b) values (1,'y')"));
    }

    @Test
    void anInsertWhoseLastRowIsNoLiteralIsReadTwiceAndNoMore() {
        String sql = "insert into t values " + "(1,2),".repeat(500_000) + "(1,now())";

        scan(sql);

        assertThat(fingerprint.lexicalError()).isEqualTo(LexicalError.NONE);
        assertThat(fingerprint.count()).isEqualTo(4 + 500_000 * 6 + 7);
    }

    @Test
    void anInListOfAHundredThousandIsOneToken() {
        scan("select 1 from t where id in (" + "123456,".repeat(100_000) + "7)");

        assertThat(fingerprint.listSize(fingerprint.count() - 2)).isEqualTo(100_001);
    }

    @Test
    void nestedParenthesesAndListsThatFailAreLinear() {
        scan("select " + "(".repeat(10_000) + "1" + ")".repeat(10_000));
        assertThat(fingerprint.count()).isEqualTo(20_002);

        scan("select " + "a in (1,(".repeat(100_000));
        assertThat(fingerprint.count()).isEqualTo(1 + 600_000);
    }

    @Test
    void repeatedIntroducersCommentsAndColonsAreLinear() {
        scan("select " + "_utf8 /* c */ date /* c */ ".repeat(100_000));
        assertThat(fingerprint.count()).isEqualTo(1 + 200_000);

        scan("select " + "/*!99999 /* ".repeat(100_000));
        assertThat(fingerprint.lexicalError()).isEqualTo(LexicalError.UNTERMINATED_COMMENT);
    }

    @Test
    void moreTokensThanAStatementMayHaveAreAnErrorValue() {
        scan("(".repeat(5_000_000));

        assertThat(fingerprint.lexicalError()).isEqualTo(LexicalError.TOO_LONG);
        assertThat(fingerprint.end(fingerprint.count() - 1)).isEqualTo(5_000_000);
    }

    @Test
    void scanningAllocatesNothingInSteadyState() {
        byte[] sql = ("/* app */ select c, @@x, 'a' as b from t where id = 5 and k in (1,2,3) and d = date '2020-01-01'"
                        + " or e = _utf8'x' limit 10; set @a = 1; begin; commit")
                .getBytes(StandardCharsets.UTF_8);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        scanAll(sql, 20_000);

        long before = threads.getThreadAllocatedBytes(id);
        scanAll(sql, 20_000);
        long allocated = threads.getThreadAllocatedBytes(id) - before;

        // The measurement itself allocates a little.
        assertThat(allocated).isLessThan(20_000);
    }

    private void scanAll(byte[] sql, int times) {
        for (int i = 0; i < times; i++) {
            int from = 0;
            do {
                fingerprint.scan(sql, from, sql.length, mode);
                from = fingerprint.nextStart();
            } while (fingerprint.hasMore());
        }
    }

    @Test
    void aLongTextsArraysAreNotKept() {
        scan("select " + "(".repeat(200_000));
        int grown = fingerprint.kinds.length;

        scan("select 1");

        assertThat(fingerprint.kinds.length).isLessThan(grown);
        assertThat(Scanned.tokens(fingerprint)).containsExactly("WORD select", "INTEGER 1");
    }
}
