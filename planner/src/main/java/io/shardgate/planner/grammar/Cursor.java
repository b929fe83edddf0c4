package io.shardgate.planner.grammar;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.ast.Words;
import io.shardgate.planner.lexer.CharsetNames;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** A place in the tokens, moved on by those who know what may come. */
final class Cursor {

    private static final Set<String> QUERY_STARTS = Set.of("SELECT", "WITH", "TABLE");

    private final TokenView view;
    private final boolean isMariaDb;
    private int at;
    private boolean isUpdatingDuplicates;

    Cursor(TokenView view, boolean isMariaDb) {
        this.view = view;
        this.isMariaDb = isMariaDb;
    }

    /** That the tokens are none of what may stand here. It has no stack and never leaves the package. */
    static final class Mismatch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Mismatch() {
            super("the tokens do not match", null, false, false);
        }
    }

    /** Whether MariaDB's grammar counts where the two differ, rather than MySQL's. */
    boolean isMariaDb() {
        return isMariaDb;
    }

    boolean has(LexerMode.SqlMode mode) {
        return view.tokens().mode().has(mode);
    }

    /** That what stands here must not. */
    void fail() {
        throw new Mismatch();
    }

    boolean isAtEnd() {
        return at >= view.count();
    }

    int at() {
        return at;
    }

    void moveTo(int index) {
        at = index;
    }

    boolean is(String word) {
        return isAt(0, word);
    }

    boolean isAt(int ahead, String word) {
        return view.is(at + ahead, word) && !isQualifier(ahead);
    }

    String word() {
        return wordAt(0);
    }

    String wordAt(int ahead) {
        return isQualifier(ahead) ? "" : view.word(at + ahead);
    }

    /** Whether it is a name because a point and another name touch it, whatever the word means elsewhere. */
    private boolean isQualifier(int ahead) {
        return kindAt(ahead) == TokenKind.WORD
                && kindAt(ahead + 1) == TokenKind.DOT
                && touches(at + ahead)
                && kindAt(ahead + 2) == TokenKind.WORD
                && touches(at + ahead + 1);
    }

    TokenKind kind() {
        return view.kind(at);
    }

    TokenKind kindAt(int ahead) {
        return view.kind(at + ahead);
    }

    boolean isOneOf(Set<String> words) {
        return words.contains(word());
    }

    boolean accept(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!isAt(i, words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean acceptOneOf(Set<String> words) {
        return isOneOf(words) && next();
    }

    boolean accept(TokenKind kind) {
        return kind() == kind && next();
    }

    void expect(String... words) {
        for (String word : words) {
            if (!accept(word)) {
                fail();
            }
        }
    }

    void expectOneOf(Set<String> words) {
        if (!acceptOneOf(words)) {
            fail();
        }
    }

    void expect(TokenKind kind) {
        if (!accept(kind)) {
            fail();
        }
    }

    /** Moves on; true, so that it can end a condition. */
    boolean next() {
        at++;
        return true;
    }

    /** {@code element, element, ...}, at least one. */
    void list(Runnable element) {
        do {
            element.run();
        } while (accept(","));
    }

    /** {@code (element, element, ...)}. */
    void listInParentheses(Runnable element) {
        expect("(");
        list(element);
        expect(")");
    }

    /** Whether a name stands at the place, which a reserved word is not. */
    boolean isName(int ahead) {
        TokenKind kind = kindAt(ahead);
        return kind == TokenKind.QUOTED_IDENTIFIER
                || (kind == TokenKind.WORD && !isReserved(ahead) && !isIntroducer(ahead));
    }

    /** Whether it is the name of a charset before a literal, which a word of that form is even where none follows. */
    private boolean isIntroducer(int ahead) {
        if (!wordAt(ahead).startsWith("_")) {
            return false;
        }
        int ordinal = view.ordinal(at + ahead);
        return CharsetNames.isCharset(
                view.tokens().bytes(),
                view.tokens().start(ordinal) + 1,
                view.tokens().end(ordinal));
    }

    private boolean isReserved(int ahead) {
        String word = wordAt(ahead);
        if (word.equals("INTERSECT")) {
            // Reserved in newer servers only; where a query follows it is no name in older ones either.
            return isMariaDb || isQueryStart(ahead + 1) || isAt(ahead + 1, "ALL") || isAt(ahead + 1, "DISTINCT");
        }
        return isMariaDb ? Words.isReservedInMariaDb(word) : Words.RESERVED.contains(word);
    }

    private boolean isQueryStart(int ahead) {
        return QUERY_STARTS.contains(wordAt(ahead)) || isAt(ahead, "VALUES") || isAt(ahead, "(");
    }

    void name() {
        if (!isName(0)) {
            fail();
        }
        at++;
    }

    /** {@code t} or {@code k.t}; MariaDB takes a point before the first, too. */
    void tableName() {
        if (isMariaDb) {
            accept(".");
        }
        qualifiedName(2);
    }

    /** A name with at most so many parts; after a point every word is a name. */
    void qualifiedName(int maxParts) {
        name();
        for (int parts = 1; parts < maxParts && is(".") && !isAt(1, "*"); parts++) {
            at++;
            nameAfterPoint();
        }
    }

    private void nameAfterPoint() {
        boolean isWord = kind().isName() && (touches(at - 1) || isName(0));
        if (!isWord) {
            fail();
        }
        at++;
    }

    void string() {
        boolean isString = kind() == TokenKind.STRING || kind() == TokenKind.STRING_ALIAS;
        if (!isString) {
            fail();
        }
        at++;
    }

    void nameOrString() {
        if (kind() == TokenKind.STRING || kind() == TokenKind.STRING_ALIAS) {
            at++;
        } else {
            name();
        }
    }

    /** Digits, or a parameter. */
    void integerOrParameter() {
        if (!accept(TokenKind.INTEGER)) {
            expect(TokenKind.PARAMETER);
        }
    }

    /** {@code (n)}, where it is there. */
    void optionalLength() {
        if (accept("(")) {
            expect(TokenKind.INTEGER);
            expect(")");
        }
    }

    /** Whether the parenthesis touches the word before it, without which some functions are names. */
    boolean isCalledHere() {
        return isAt(1, "(") && (has(LexerMode.SqlMode.IGNORE_SPACE) || touches(at));
    }

    /** Whether nothing is between a token and the next. */
    private boolean touches(int index) {
        return view.tokens().end(view.ordinal(index)) == view.tokens().start(view.ordinal(index + 1));
    }

    /** Whether the sign and the one that touches it are one sign to the servers, which is none that they know. */
    boolean isFusedWithNot() {
        return length() == 1 && isAt(1, "!") && touches(at);
    }

    /** How many bytes the token has. */
    int length() {
        return view.tokens().end(view.ordinal(at)) - view.tokens().start(view.ordinal(at));
    }

    /** Whether VALUES(column) means something here. */
    boolean mayNameInsertedValues() {
        return !isMariaDb || isUpdatingDuplicates;
    }

    void beginUpdateOfDuplicates() {
        isUpdatingDuplicates = true;
    }

    /** Whether a query begins here, perhaps behind parentheses that it ends in. */
    boolean isQuery() {
        return isQuery(at);
    }

    /** Whether a parenthesis opens here whose content is one query, rather than an expression or tables that begin with one. */
    boolean opensQuery() {
        return is("(") && isQuery(at + 1);
    }

    private boolean isQuery(int index) {
        if (QUERY_STARTS.contains(view.word(index))
                || (view.is(index, "VALUES") && (view.is(index + 1, "ROW") || (isMariaDb && view.is(index + 1, "("))))
                || (isMariaDb && view.is(index, "VALUES") && view.kind(index + 1) == TokenKind.ROWS)) {
            return true;
        }
        if (!view.is(index, "(") || !isQuery(index + 1)) {
            return false;
        }
        int after = view.partner(index) + 1;
        return switch (view.word(after)) {
            case ")", "UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT", "FOR", "LOCK", "INTO" -> true;
            default -> after >= view.count();
        };
    }

    /** The index behind the parenthesis that closes the one here. */
    int behindParentheses() {
        return view.partner(at) + 1;
    }

    /** Whether there is a comma in the parentheses that open so many tokens ahead, outside of others in them. */
    boolean hasComma(int ahead) {
        int open = at + ahead;
        return view.find(",", open + 1, view.partner(open)) >= 0;
    }
}
