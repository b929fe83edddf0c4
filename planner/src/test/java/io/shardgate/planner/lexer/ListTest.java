package io.shardgate.planner.lexer;

import static io.shardgate.planner.lexer.Scanned.elements;
import static io.shardgate.planner.lexer.Scanned.find;
import static io.shardgate.planner.lexer.Scanned.scan;
import static io.shardgate.planner.lexer.Scanned.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListTest {

    @Test
    void anInListOfLiteralsIsOneToken() {
        Fingerprint fingerprint = scan("where id in ( 1, -2 ,'a' , NULL,true, ?, _latin1'x', date '2020-01-01')");
        int list = find(fingerprint, TokenKind.LIST);

        assertThat(elements(fingerprint, list))
                .containsExactly(
                        "INTEGER 1",
                        "INTEGER -2",
                        "STRING 'a'",
                        "NULL_ELEMENT NULL",
                        "BOOLEAN_ELEMENT true",
                        "PARAMETER ?",
                        "INTRODUCED_STRING _latin1'x'",
                        "TEMPORAL date '2020-01-01'");
        assertThat(fingerprint.elementParameterIndex(list, 5)).isZero();
        assertThat(fingerprint.kind(list - 1)).isEqualTo(TokenKind.LEFT_PAREN);
        assertThat(fingerprint.kind(list + 1)).isEqualTo(TokenKind.RIGHT_PAREN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a in (1, b)",
                "a in ()",
                "a in (1, now())",
                "a in (1,)",
                "a in (- -1)",
                "a in ((1))",
                "a in (select 1)",
                "a in ((1,2),(3))",
                "a in ((1,2),3)",
                "a in ('a' 'b')",
                "a in (1 /*+ h */)",
                "a in (/*!1*/)",
                "a in (default)",
                "t.in (1)",
                "insert into t values ()",
                "insert into t values (1),(now())",
                "insert into t values (1),(1,2)",
                "insert into t values (1),",
                "values(a)",
            })
    void aListWithAnythingElseStaysTokens(String sql) {
        assertThat(tokens(sql)).noneMatch(token -> token.startsWith("LIST") || token.startsWith("ROWS"));
    }

    @Test
    void rowsOfLiteralsAreOneToken() {
        Fingerprint fingerprint =
                scan("insert into t values (1,DEFAULT),(?, -1.5) , (3,'x') on duplicate key update a=?");
        int rows = find(fingerprint, TokenKind.ROWS);

        assertThat(fingerprint.listArity(rows)).isEqualTo(2);
        assertThat(elements(fingerprint, rows))
                .containsExactly(
                        "INTEGER 1",
                        "DEFAULT_ELEMENT DEFAULT",
                        "PARAMETER ?",
                        "DECIMAL -1.5",
                        "INTEGER 3",
                        "STRING 'x'");
        assertThat(fingerprint.text(rows)).isEqualTo("(1,DEFAULT),(?, -1.5) , (3,'x')");
        assertThat(fingerprint.parameterIndex(fingerprint.count() - 1)).isEqualTo(1);
        assertThat(fingerprint.parameterCount()).isEqualTo(2);
    }

    @Test
    void tuplesOfAnInAreRows() {
        Fingerprint fingerprint = scan("where (a,b) in ((1,2),(3,4)) and c = 1");
        int rows = find(fingerprint, TokenKind.ROWS);

        assertThat(fingerprint.listArity(rows)).isEqualTo(2);
        assertThat(fingerprint.listSize(rows)).isEqualTo(4);
    }

    @Test
    void parametersOfAListThatFailsAreCountedOnce() {
        Fingerprint fingerprint = scan("select ? from t where a in (?, f(?), ?)");

        assertThat(fingerprint.parameterCount()).isEqualTo(4);
        assertThat(fingerprint.parameterIndex(fingerprint.count() - 2)).isEqualTo(3);
    }

    @Test
    void aQueryTextHoldsTheStatementAloneWithTheSameOrdinals() {
        byte[] sql = "select 1;  select a from t where b in (2,?) -- x\n ; select 3".getBytes(StandardCharsets.UTF_8);
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.scan(sql, 9, sql.length, LexerMode.standard());

        QueryText text = fingerprint.copyText();
        int list = find(text, TokenKind.LIST);

        assertThat(new String(text.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("select a from t where b in (2,?) -- x\n ");
        assertThat(tokens(text)).isEqualTo(tokens(fingerprint));
        assertThat(elements(text, list)).isEqualTo(elements(fingerprint, list));
        assertThat(text.elementParameterIndex(list, 1)).isZero();
        assertThat(text.key()).isEqualTo(fingerprint.key());
    }
}
