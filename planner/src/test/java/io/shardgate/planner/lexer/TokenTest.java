package io.shardgate.planner.lexer;

import static io.shardgate.planner.lexer.Scanned.mariadb;
import static io.shardgate.planner.lexer.Scanned.mode;
import static io.shardgate.planner.lexer.Scanned.scan;
import static io.shardgate.planner.lexer.Scanned.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenTest {

    @Test
    void aPointSelectIsWordsAndOneLiteral() {
        assertThat(tokens("SELECT c FROM t WHERE id=42"))
                .containsExactly(
                        "WORD SELECT",
                        "WORD c",
                        "WORD FROM",
                        "WORD t",
                        "WORD WHERE",
                        "WORD id",
                        "OPERATOR =",
                        "INTEGER 42");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "1; INTEGER",
                "18446744073709551615; INTEGER",
                "18446744073709551616; DECIMAL",
                "00000000000000000000000000001; INTEGER",
                "1.; DECIMAL",
                ".5; DECIMAL",
                "1.5; DECIMAL",
                "1e5; FLOAT",
                "1E+5; FLOAT",
                "1.5e-3; FLOAT",
                ".5e1; FLOAT",
                "1a; WORD",
                "1e; WORD",
                "0x1F; HEX",
                "0xzz; WORD",
                "0X1F; WORD",
                "0b01; BIT",
                "0b02; WORD",
                "x'1F'; HEX",
                "X'1f'; HEX",
                "b'01'; BIT",
                "'a'; STRING",
                "'a''b'; STRING",
                "'a\\'b'; STRING",
                "\"a\"; STRING",
                "N'a'; NATIONAL_STRING",
                "n'a'; NATIONAL_STRING",
                "_utf8mb4'a'; INTRODUCED_STRING",
                "_latin1 x'41'; INTRODUCED_STRING",
                "_binary 0x41; INTRODUCED_STRING",
                "_utf8 /* c */ b'1'; INTRODUCED_STRING",
                "_utf8; WORD",
                "DATE'2020-01-01'; TEMPORAL",
                "timestamp '2020-01-01 00:00:00'; TEMPORAL",
                "time /* c */ '10:00:00'; TEMPORAL",
                "?; PARAMETER",
                "`a``b`; QUOTED_IDENTIFIER",
                "a$b; WORD",
                "größe; WORD",
                "@v; USER_VARIABLE",
                "@a.b$c_1; USER_VARIABLE",
                "@'v w'; USER_VARIABLE",
                "@`v w`; USER_VARIABLE",
                "@\"v\"; USER_VARIABLE",
                "@@v; SYSTEM_VARIABLE",
                "@@global.v; SYSTEM_VARIABLE",
                "@@`session`.`v`; SYSTEM_VARIABLE",
                ":n; NAMED_PARAMETER",
                ":1; NAMED_PARAMETER",
                "\\N; BACKSLASH_N",
                "->>; OPERATOR",
                "->; OPERATOR",
                "<=>; OPERATOR",
                "<<; OPERATOR",
                "||; OPERATOR",
                "&&; OPERATOR",
                ":=; OPERATOR",
                "!=; OPERATOR",
                "<>; OPERATOR",
                "/*+ MAX_EXECUTION_TIME(1) */; HINT",
                "/*vt+ ALLOW_SCATTER */; DIRECTIVE",
            })
    void aTextThatIsOneTokenHasTheKindItHasOnTheServers(String sql, TokenKind kind) {
        Fingerprint fingerprint = scan("x " + sql);

        assertThat(tokens(fingerprint)).containsExactly("WORD x", kind + " " + sql);
        assertThat(fingerprint.lexicalError()).isEqualTo(LexicalError.NONE);
    }

    @Test
    void digitsDirectlyAfterANamesPointAreAName() {
        assertThat(tokens("t.1a `t`.5e1"))
                .containsExactly("WORD t", "DOT .", "WORD 1a", "QUOTED_IDENTIFIER `t`", "DOT .", "WORD 5e1");
    }

    @Test
    void aPointAfterABlankBeginsANumber() {
        assertThat(tokens("t .5")).containsExactly("WORD t", "DECIMAL .5");
    }

    @Test
    void aWordAfterAPointIsNoKeyword() {
        Fingerprint fingerprint = scan("select t.select");

        assertThat(fingerprint.keyword(0)).isEqualTo(Keyword.SELECT);
        assertThat(fingerprint.keyword(3)).isEqualTo(Keyword.NONE);
    }

    @Test
    void aSignIsATokenOfItsOwn() {
        assertThat(tokens("-1 - -2.5"))
                .containsExactly("OPERATOR -", "INTEGER 1", "OPERATOR -", "OPERATOR -", "DECIMAL 2.5");
    }

    @Test
    void twoDashesBeginACommentOnlyBeforeABlankOrControlByte() {
        assertThat(tokens("1--1")).containsExactly("INTEGER 1", "OPERATOR -", "OPERATOR -", "INTEGER 1");
        assertThat(tokens("1-- 1\n+2")).containsExactly("INTEGER 1", "OPERATOR +", "INTEGER 2");
        assertThat(tokens("1 --\u0001 x\n2")).containsExactly("INTEGER 1", "INTEGER 2");
        assertThat(tokens("1 --")).containsExactly("INTEGER 1");
    }

    @Test
    void plainCommentsAreNoTokens() {
        assertThat(tokens("/* a */ select # b\n 1 /**/ -- c")).containsExactly("WORD select", "INTEGER 1");
    }

    @Test
    void aPlainCommentDoesNotNest() {
        assertThat(tokens("/* a /* b */ c")).containsExactly("WORD c");
    }

    @Test
    void anExecutableCommentsContentIsRead() {
        assertThat(tokens("a /*!50000 b /* c */ */ d /*! e */"))
                .containsExactly(
                        "WORD a",
                        "EXECUTABLE_OPEN /*!50000",
                        "WORD b",
                        "EXECUTABLE_CLOSE */",
                        "WORD d",
                        "EXECUTABLE_OPEN /*!",
                        "WORD e",
                        "EXECUTABLE_CLOSE */");
    }

    @Test
    void anExecutableCommentOfALaterVersionIsSkippedWithAPlainCommentInIt() {
        assertThat(tokens("a /*!99999 b /* c */ d */ e")).containsExactly("WORD a", "WORD e");
    }

    @Test
    void mariadbSkipsVersionsThatOnlyMysqlHadAndReadsItsOwn() {
        assertThat(tokens("/*!80000 b */ /*M!100100 c */ /*!50101 d */", mariadb()))
                .containsExactly(
                        "EXECUTABLE_OPEN /*M!100100",
                        "WORD c",
                        "EXECUTABLE_CLOSE */",
                        "EXECUTABLE_OPEN /*!50101",
                        "WORD d",
                        "EXECUTABLE_CLOSE */");
        assertThat(tokens("a /*M! c */ b")).containsExactly("WORD a", "WORD b");
    }

    @Test
    void anAccountsHostIsNoUserVariable() {
        Fingerprint fingerprint = scan("create user 'root'@'localhost', root@localhost, `r`@`%`");

        assertThat(tokens(fingerprint))
                .contains("ACCOUNT_HOST @'localhost'", "ACCOUNT_HOST @localhost", "ACCOUNT_HOST @`%`");
        assertThat(fingerprint.uses(SessionUse.USER_VARIABLE)).isFalse();
    }

    @Test
    void doubleQuotesAreIdentifiersUnderAnsiQuotes() {
        assertThat(tokens("\"a\"\"b\" \"c\\\"", mode(LexerMode.SqlMode.ANSI_QUOTES)))
                .containsExactly("QUOTED_IDENTIFIER \"a\"\"b\"", "QUOTED_IDENTIFIER \"c\\\"");
    }

    @Test
    void aBackslashEndsNoStringUnlessTheModeMakesItPlain() {
        assertThat(tokens("'a\\' or '")).containsExactly("STRING 'a\\' or '");
        assertThat(tokens("'a\\' or ''", mode(LexerMode.SqlMode.NO_BACKSLASH_ESCAPES)))
                .containsExactly("STRING 'a\\'", "WORD or", "STRING ''");
    }

    @ParameterizedTest
    @EnumSource(names = {"GBK", "SJIS", "CP932", "BIG5", "GB18030"})
    void aBackslashThatIsHalfACharacterEscapesNothing(ClientCharset charset) {
        // 0xE0 leads a pair in all of them.
        byte[] sql = {'\'', (byte) 0xE0, '\\', '\'', 'a'};

        assertThat(scan(sql, LexerMode.standard().withCharset(charset)).end(0)).isEqualTo(4);
        assertThat(scan(sql, LexerMode.standard().withCharset(ClientCharset.LATIN1))
                        .lexicalError())
                .isEqualTo(LexicalError.UNTERMINATED_STRING);
    }

    @Test
    void aBackquoteThatIsHalfACharacterEndsNoName() {
        byte[] sql = {'`', (byte) 0x81, '`', '`'};

        assertThat(scan(sql, LexerMode.standard().withCharset(ClientCharset.GBK))
                        .end(0))
                .isEqualTo(4);
    }

    @Test
    void whatServersTakeForWhiteSpaceInASingleByteCharsetIsRefusedOutsideQuotes() {
        byte[] sql = "5\u00A0or 1".getBytes(Charset.forName("windows-1252"));

        assertThat(scan(sql, LexerMode.standard().withCharset(ClientCharset.LATIN1))
                        .lexicalError())
                .isEqualTo(LexicalError.ILLEGAL_BYTE);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "select 'a; UNTERMINATED_STRING",
                "select \"a\\\"; UNTERMINATED_STRING",
                "select `a; UNTERMINATED_IDENTIFIER",
                "select @`a; UNTERMINATED_IDENTIFIER",
                "select @@`a; UNTERMINATED_IDENTIFIER",
                "select /* a; UNTERMINATED_COMMENT",
                "select /*+ a; UNTERMINATED_COMMENT",
                "select /*! a; UNTERMINATED_COMMENT",
                "select /*!99999 a /* */; UNTERMINATED_COMMENT",
                "select x'123'; BAD_HEX_OR_BIT_LITERAL",
                "select b'012'; BAD_HEX_OR_BIT_LITERAL",
                "select 1.5e; BAD_NUMBER",
                "select \u0001 x; ILLEGAL_BYTE",
                "select \\M; ILLEGAL_BYTE",
                "select @@; ILLEGAL_BYTE",
            })
    void whatTheServersLexerRefusesIsAnErrorValue(String sql, LexicalError error) {
        Fingerprint fingerprint = scan(sql);

        assertThat(fingerprint.lexicalError()).isEqualTo(error);
        assertThat(fingerprint.statementKind()).isEqualTo(StatementKind.INVALID);
    }

    @Test
    void anExecutableCommentMustEndWithItsStatement() {
        assertThat(scan("/*! select 1; select 2 */").lexicalError()).isEqualTo(LexicalError.UNTERMINATED_COMMENT);
    }

    @Test
    void aNulByteEndsALineCommentAndIsIllegalOutsideOfStrings() {
        assertThat(scan("select 1 -- a\0 or 1").lexicalError()).isEqualTo(LexicalError.ILLEGAL_BYTE);
        assertThat(scan("select 'a\0b'").lexicalError()).isEqualTo(LexicalError.NONE);
    }
}
