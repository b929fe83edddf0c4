package io.shardgate.planner.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class FingerprintPropertyTest {

    private static final String[] PIECES = {
        "select",
        "insert into",
        "values",
        "in",
        "(",
        ")",
        ",",
        ".",
        ";",
        "t",
        "`a``b`",
        "größe",
        "@v",
        "@@x.y",
        "@`q`",
        "1",
        "1.5",
        ".5",
        "1e3",
        "1a",
        "'a'",
        "'it''s'",
        "'\\''",
        "\"d\"",
        "N'n'",
        "_utf8'u'",
        "x'4a'",
        "0x4a",
        "b'1'",
        "date '2020-01-01'",
        "NULL",
        "true",
        "?",
        ":n",
        "\\N",
        "=",
        "<=>",
        "->>",
        ":=",
        "||",
        "-",
        "+",
        "/*+ h */",
        "/*vt+ d */",
        "/*!50000",
        "/*!99999 z */",
        "*/",
        "/* c */",
        "-- l\n",
        "#l\n",
        "\n",
        "begin",
        "end",
        "if",
        "create procedure p()",
        "as",
        "for update",
        "(1,2)",
        "in (1,2)",
        "values (1,'a'),(2,'b')",
        "\0",
        "'",
        "`",
        "/*",
        "\u00a0",
        "in ((1,2),(3,4))",
        "case",
        "with",
        "set names utf8",
        "call",
    };

    @Provide
    Arbitrary<byte[]> texts() {
        Arbitrary<String> gaps = Arbitraries.of("", " ", " ", "\t", "/**/");
        Arbitrary<String> joined = Combinators.combine(Arbitraries.of(PIECES), gaps)
                .as((piece, gap) -> piece + gap)
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
        Arbitrary<byte[]> sql = joined.map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        Arbitrary<byte[]> mutated = Combinators.combine(
                        sql, Arbitraries.integers().between(0, 10_000), Arbitraries.bytes())
                .as((text, at, b) -> {
                    byte[] changed = text.clone();
                    if (changed.length > 0) {
                        changed[at % changed.length] = b;
                    }
                    return changed;
                });
        return Arbitraries.oneOf(sql, mutated, anything);
    }

    @Provide
    Arbitrary<LexerMode> modes() {
        Arbitrary<LexerMode.SqlMode> sqlModes = Arbitraries.of(LexerMode.SqlMode.class);
        return Combinators.combine(
                        sqlModes.set(),
                        Arbitraries.of(
                                ClientCharset.UTF8MB4, ClientCharset.LATIN1, ClientCharset.GBK, ClientCharset.SJIS),
                        Arbitraries.of(ServerSyntax.mysql(80015), ServerSyntax.mariadb(110405)))
                .as(LexerMode::of);
    }

    @Property(tries = 4000)
    void scanningIsTotalAndTokensAreInOrderAndInBounds(@ForAll("texts") byte[] sql, @ForAll("modes") LexerMode mode) {
        Fingerprint fingerprint = Scanned.scan(sql, mode);

        int previousEnd = fingerprint.textStart();
        for (int i = 0; i < fingerprint.count(); i++) {
            assertThat(fingerprint.start(i)).isGreaterThanOrEqualTo(previousEnd);
            assertThat(fingerprint.end(i)).isGreaterThan(fingerprint.start(i));
            previousEnd = fingerprint.end(i);
            assertElementsAreInside(fingerprint, i);
        }
        assertThat(fingerprint.textEnd()).isGreaterThanOrEqualTo(previousEnd);
        assertThat(fingerprint.nextStart()).isBetween(fingerprint.textEnd(), sql.length);
        assertThat(fingerprint.key()).isEqualTo(fingerprint.copyText().key());
    }

    private static void assertElementsAreInside(Tokens tokens, int ordinal) {
        TokenKind kind = tokens.kind(ordinal);
        if (kind != TokenKind.LIST && kind != TokenKind.ROWS) {
            return;
        }
        int previousEnd = tokens.start(ordinal);
        for (int e = 0; e < tokens.listSize(ordinal); e++) {
            assertThat(tokens.elementStart(ordinal, e)).isGreaterThanOrEqualTo(previousEnd);
            previousEnd = tokens.elementEnd(ordinal, e);
            assertThat(previousEnd).isGreaterThan(tokens.elementStart(ordinal, e));
        }
        assertThat(previousEnd).isLessThanOrEqualTo(tokens.end(ordinal));
        assertThat(tokens.listSize(ordinal) % tokens.listArity(ordinal)).isZero();
    }

    @Property(tries = 3000)
    void betweenTokensThereIsNothingButWhiteSpaceAndComments(
            @ForAll("texts") byte[] sql, @ForAll("modes") LexerMode mode) {
        Fingerprint fingerprint = Scanned.scan(sql, mode);
        Fingerprint gap = new Fingerprint();

        int previousEnd = fingerprint.textStart();
        for (int i = 0; i <= fingerprint.count(); i++) {
            int start = i < fingerprint.count() ? fingerprint.start(i) : fingerprint.textEnd();
            gap.scan(sql, previousEnd, start, mode);
            assertThat(gap.count()).isZero();
            assertThat(gap.lexicalError()).isEqualTo(LexicalError.NONE);
            previousEnd = i < fingerprint.count() ? fingerprint.end(i) : previousEnd;
        }
    }

    @Provide
    Arbitrary<Tuple2<byte[], byte[]>> neighbours() {
        return Combinators.combine(texts(), Arbitraries.integers().between(0, 10_000), Arbitraries.of(PIECES))
                .as((text, at, piece) -> {
                    int position = text.length == 0 ? 0 : at % text.length;
                    byte[] inserted = piece.getBytes(StandardCharsets.UTF_8);
                    byte[] changed = new byte[text.length + inserted.length];
                    System.arraycopy(text, 0, changed, 0, position);
                    System.arraycopy(inserted, 0, changed, position, inserted.length);
                    System.arraycopy(text, position, changed, position + inserted.length, text.length - position);
                    return Tuple.of(text, changed);
                });
    }

    @Property(tries = 6000)
    void equalKeysMeanEqualTokensButForLiteralsAndDifferentKeysMeanThatSomethingDiffers(
            @ForAll("neighbours") Tuple2<byte[], byte[]> pair, @ForAll("modes") LexerMode mode) {
        Fingerprint one = Scanned.scan(pair.get1(), mode);
        Fingerprint other = Scanned.scan(pair.get2(), mode);

        assertThat(one.copyKey().equals(other.copyKey())).isEqualTo(shape(one).equals(shape(other)));
        if (one.copyKey().equals(other.copyKey())) {
            assertThat(one.sessionUses()).isEqualTo(other.sessionUses());
            boolean isOneNothing = one.count() == 0;
            assertThat(isOneNothing || one.statementKind() == other.statementKind())
                    .isTrue();
        }
    }

    /** All that a plan may depend on: kinds, texts that are no literals, where blanks are, classes of lists. */
    private static List<String> shape(Fingerprint tokens) {
        List<String> shape = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            TokenKind kind = tokens.kind(i);
            boolean isList = kind == TokenKind.LIST || kind == TokenKind.ROWS;
            boolean isAfterList =
                    i > 0 && (tokens.kind(i - 1) == TokenKind.LIST || tokens.kind(i - 1) == TokenKind.ROWS);
            boolean isSpaced = i > 0 && !isList && !isAfterList && tokens.start(i) > tokens.end(i - 1);
            String detail;
            if (isList) {
                detail = listDetail(tokens, i);
            } else if (kind == TokenKind.INTRODUCED_STRING) {
                detail = introduced(tokens.text(i));
            } else if (kind == TokenKind.TEMPORAL) {
                detail = tokens.text(i).replaceAll("(?s)[^A-Za-z].*", "").toUpperCase(java.util.Locale.ROOT);
            } else {
                detail = kind.isLiteral() ? "" : bytes(tokens, i);
            }
            shape.add((isSpaced ? " " : "") + kind + detail);
        }
        return shape;
    }

    private static String bytes(Tokens tokens, int i) {
        int start = tokens.start(i);
        return new String(tokens.bytes(), start, tokens.end(i) - start, StandardCharsets.ISO_8859_1);
    }

    private static String listDetail(Tokens tokens, int i) {
        boolean isTuple = i > 0 && tokens.kind(i - 1) == TokenKind.LEFT_PAREN;
        java.util.Set<TokenKind> kinds = java.util.EnumSet.noneOf(TokenKind.class);
        for (int e = 0; e < tokens.listSize(i); e++) {
            kinds.add(tokens.elementKind(i, e));
        }
        return tokens.listArity(i) + (isTuple ? kinds.toString() : "");
    }

    private static String introduced(String text) {
        String name = text.replaceAll("(?s)[^A-Za-z0-9_].*", "");
        String rest = text.substring(name.length()).replaceAll("(?s)/\\*.*?\\*/|\\s|--[^\n]*\n|#[^\n]*\n", "");
        char first = Character.toLowerCase(rest.charAt(0) == '0' ? rest.charAt(1) : rest.charAt(0));
        return name + (first == '"' ? '\'' : first);
    }

    @Provide
    Arbitrary<Tuple2<String, String>> sameClass() {
        Arbitrary<String> digits = Arbitraries.integers().greaterOrEqual(0).map(String::valueOf);
        Arbitrary<String> strings = Arbitraries.strings()
                .withChars("ab' \"\\%;-#/*`\u00e9\u20ac")
                .ofMaxLength(12)
                .map(s -> "'" + s.replace("\\", "\\\\").replace("'", "''") + "'");
        Arbitrary<String> decimals = Combinators.combine(digits, digits).as((a, b) -> a + "." + b);
        Arbitrary<String> floats = Combinators.combine(digits, digits).as((a, b) -> a + "e" + b);
        Arbitrary<String> hex = digits.map(d -> "0x" + d);
        return Arbitraries.oneOf(List.of(pair(digits), pair(strings), pair(decimals), pair(floats), pair(hex)));
    }

    private static Arbitrary<Tuple2<String, String>> pair(Arbitrary<String> values) {
        return Combinators.combine(values, values).as(Tuple::of);
    }

    @Property(tries = 2000)
    void anotherLiteralOfTheSameClassKeepsTheKeyAndTheOrdinals(
            @ForAll("sameClass") Tuple2<String, String> literals, @ForAll("sameClass") Tuple2<String, String> more) {
        String template = "select a, %1$s from t where b = %1$s and c in (%1$s, %2$s) and d like %2$s limit %2$s";

        Fingerprint one = Scanned.scan(String.format(template, literals.get1(), more.get1()));
        Fingerprint other = Scanned.scan(String.format(template, literals.get2(), more.get2()));

        assertThat(one.copyKey()).isEqualTo(other.copyKey());
        assertThat(one.count()).isEqualTo(other.count());
        assertThat(one.text(3)).isEqualTo(literals.get1());
        assertThat(other.text(one.count() - 1)).isEqualTo(more.get2());
    }
}
