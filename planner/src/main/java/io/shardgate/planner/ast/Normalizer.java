package io.shardgate.planner.ast;

import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.TokenKind;

/**
 * Writes the text that JSqlParser gets: a small part of SQL that it reads rightly.
 *
 * <p>A name is written {@code i} and its token's ordinal, a function {@code f} and the ordinal, a literal as the ordinal
 * alone; so names need no quotes, and every leaf of the tree says where it came from. Clauses without a bearing on routing
 * (index hints, modifiers, partitions, locks, collations, frames) are left out or become plain arithmetic.
 */
final class Normalizer {

    private final TokenView view;
    private final Rewriting rewriting;
    private final ClauseRewriter clauses;
    private final PredicateChains chains;
    private final StringBuilder text = new StringBuilder();
    private boolean afterOperand;
    private boolean afterString;
    private int openCases;

    private Normalizer(TokenView view, int from, int to) {
        this.view = view;
        rewriting = new Rewriting(view.count() + 1);
        clauses = new ClauseRewriter(view, from, to, rewriting);
        chains = new PredicateChains(view, rewriting);
    }

    /** The normalised text of the tokens from one index to another. */
    static String normalize(TokenView view, int from, int to) {
        var normalizer = new Normalizer(view, from, to);
        normalizer.clauses.rewrite();
        for (int i = from; i < to; i++) {
            normalizer.write(i);
        }
        return normalizer.text.toString();
    }

    private void write(int at) {
        if (rewriting.isSkipped(at)) {
            return;
        }
        chains.enter(at);
        if (rewriting.isSkipped(at)) {
            return;
        }
        String replacement = rewriting.replacement(at);
        if (!replacement.isEmpty()) {
            put(replacement, false);
            return;
        }
        TokenKind kind = view.kind(at);
        switch (kind) {
            case WORD, QUOTED_IDENTIFIER -> writeName(at);
            case STRING_ALIAS -> put("i" + view.ordinal(at), true);
            case STRING, NATIONAL_STRING, INTRODUCED_STRING -> writeString(at);
            case INTEGER, DECIMAL, FLOAT, HEX, BIT, TEMPORAL, PARAMETER, LIST, BACKSLASH_N -> literal(at);
            case USER_VARIABLE, SYSTEM_VARIABLE -> literal(at);
            case ROWS -> literal(at);
            case LEFT_PAREN, COMMA, DOT -> put(view.word(at), false);
            case RIGHT_PAREN -> put(")", true);
            case OPERATOR -> {
                // Of several signs in a row JSqlParser gets the last; the reader sees that there are more.
                boolean isDoubled = !afterOperand && Rewriting.isPrefix(view, at) && Rewriting.isPrefix(view, at + 1);
                if (!isDoubled) {
                    put(operator(at), false);
                }
            }
            case NULL_ELEMENT,
                    BOOLEAN_ELEMENT,
                    DEFAULT_ELEMENT,
                    ACCOUNT_HOST,
                    NAMED_PARAMETER,
                    SEMICOLON,
                    HINT,
                    DIRECTIVE,
                    EXECUTABLE_OPEN,
                    EXECUTABLE_CLOSE,
                    INVALID -> throw view.unreadable(at);
        }
    }

    private void literal(int at) {
        put(Integer.toString(view.ordinal(at)), true);
    }

    /** A string after a value is an alias, or continues a string before it. */
    private void writeString(int at) {
        if (afterString) {
            return;
        }
        if (afterOperand) {
            put("i" + view.ordinal(at), true);
        } else {
            literal(at);
            afterString = true;
        }
    }

    private void writeName(int at) {
        String word = view.word(at);
        if (view.isQualified(at) || word.isEmpty()) {
            put("i" + view.ordinal(at), true);
        } else if (clauses.isFunction(at)) {
            put("f" + view.ordinal(at), false);
        } else if (Words.CALLED_WITHOUT_PARENTHESES.contains(word)) {
            put("f" + view.ordinal(at) + " ( )", true);
        } else {
            writeWord(at, word);
        }
    }

    private void writeWord(int at, String word) {
        switch (word) {
            case "CASE" -> {
                openCases++;
                put(word, false);
            }
            case "END" -> {
                if (openCases > 0) {
                    openCases--;
                    put(word, true);
                } else {
                    put("i" + view.ordinal(at), true);
                }
            }
            case "OFFSET" -> put(afterOperand && isInLimit(at) ? word : "i" + view.ordinal(at), false);
            case "NULL", "TRUE", "FALSE", "DEFAULT" -> literal(at);
            // Read as OR; the reader sees by the token that it is not.
            case "XOR" -> put("OR", false);
            case "DIV", "MOD" -> put("*", false);
            case "STRAIGHT_JOIN" -> put("JOIN", false);
            case "NOT" ->
                put(
                        view.tokens().mode().has(LexerMode.SqlMode.HIGH_NOT_PRECEDENCE) && !isNegation(at) ? "-" : word,
                        false);
            default -> {
                if (Words.GRAMMAR.contains(word)) {
                    put(word, false);
                } else if (Words.RESERVED.contains(word)) {
                    throw view.unreadable(at);
                } else {
                    put("i" + view.ordinal(at), true);
                }
            }
        }
    }

    private boolean isInLimit(int at) {
        return view.is(at - 2, "LIMIT");
    }

    /** NOT IN, NOT LIKE, NOT BETWEEN, IS NOT and NOT EXISTS: no operator of its own. */
    private boolean isNegation(int at) {
        return view.is(at - 1, "IS")
                || view.is(at + 1, "IN")
                || view.is(at + 1, "LIKE")
                || view.is(at + 1, "BETWEEN")
                || view.is(at + 1, "REGEXP")
                || view.is(at + 1, "RLIKE")
                || view.is(at + 1, "EXISTS");
    }

    /** Operators by how tightly they bind; which one it really is, the reader asks the tokens. */
    private String operator(int at) {
        String sign = view.word(at);
        boolean pipesConcatenate = view.tokens().mode().has(LexerMode.SqlMode.PIPES_AS_CONCAT);
        return switch (sign) {
            case "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/" -> sign;
            case "<=>" -> "=";
            case "&&" -> "AND";
            case "||" -> pipesConcatenate ? "*" : "OR";
            case "!", "~" -> "-";
            case "|", "&", "<<", ">>" -> "+";
            case "^", "%", "->", "->>", ":=" -> "*";
            default -> throw view.unreadable(at);
        };
    }

    private void put(String what, boolean isOperand) {
        text.append(what).append(' ');
        afterOperand = isOperand;
        afterString = false;
    }
}
