package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * Tokens as columns of primitive arrays, which a fingerprint fills again and again and a query text holds for good.
 *
 * <p>{@code aux} depends on the kind: the keyword of a word, the index of a parameter, the number of a list. An element's
 * end is its index if it is a parameter, as that is one byte long.
 */
abstract sealed class TokenArrays implements Tokens permits Fingerprint, QueryText {

    private static final byte[] NO_BYTES = {};

    byte[] sql = NO_BYTES;
    LexerMode mode;

    byte[] kinds;
    int[] starts;
    int[] ends;
    int[] aux;
    int count;

    int[] listFrom;
    int[] listTo;
    int[] listArity;
    int listCount;

    byte[] elementKinds;
    int[] elementStarts;
    int[] elementEnds;
    int elementCount;

    int parameterCount;
    int sessionUses;
    LexicalError lexicalError = LexicalError.NONE;
    StatementKind statementKind = StatementKind.EMPTY;
    int textStart;
    int textEnd;

    TokenArrays(LexerMode mode, int tokens, int lists, int elements) {
        this.mode = mode;
        kinds = new byte[tokens];
        starts = new int[tokens];
        ends = new int[tokens];
        aux = new int[tokens];
        listFrom = new int[lists];
        listTo = new int[lists];
        listArity = new int[lists];
        elementKinds = new byte[elements];
        elementStarts = new int[elements];
        elementEnds = new int[elements];
    }

    /** Copies another's tokens, with offsets moved as its text moves. */
    TokenArrays(TokenArrays other, byte[] sql, int shift) {
        this.sql = sql;
        mode = other.mode;
        count = other.count;
        kinds = Arrays.copyOf(other.kinds, count);
        starts = shifted(other.starts, count, shift);
        ends = shifted(other.ends, count, shift);
        aux = Arrays.copyOf(other.aux, count);
        listCount = other.listCount;
        listFrom = Arrays.copyOf(other.listFrom, listCount);
        listTo = Arrays.copyOf(other.listTo, listCount);
        listArity = Arrays.copyOf(other.listArity, listCount);
        elementCount = other.elementCount;
        elementKinds = Arrays.copyOf(other.elementKinds, elementCount);
        elementStarts = shifted(other.elementStarts, elementCount, shift);
        elementEnds = Arrays.copyOf(other.elementEnds, elementCount);
        for (int i = 0; i < elementCount; i++) {
            if (elementKinds[i] != TokenKind.PARAMETER.code) {
                elementEnds[i] += shift;
            }
        }
        parameterCount = other.parameterCount;
        sessionUses = other.sessionUses;
        lexicalError = other.lexicalError;
        statementKind = other.statementKind;
        textStart = other.textStart + shift;
        textEnd = other.textEnd + shift;
    }

    private static int[] shifted(int[] offsets, int length, int shift) {
        int[] copy = Arrays.copyOf(offsets, length);
        if (shift != 0) {
            for (int i = 0; i < length; i++) {
                copy[i] += shift;
            }
        }
        return copy;
    }

    private void check(int ordinal) {
        if (ordinal < 0 || ordinal >= count) {
            throw new IndexOutOfBoundsException("token " + ordinal + " of " + count);
        }
    }

    private int listOf(int ordinal) {
        check(ordinal);
        if (kinds[ordinal] != TokenKind.LIST.code && kinds[ordinal] != TokenKind.ROWS.code) {
            throw new IllegalArgumentException("token " + ordinal + " is no list but " + kind(ordinal));
        }
        return aux[ordinal];
    }

    private int elementOf(int ordinal, int element) {
        int list = listOf(ordinal);
        int index = listFrom[list] + element;
        if (element < 0 || index >= listTo[list]) {
            throw new IndexOutOfBoundsException("element " + element + " of " + (listTo[list] - listFrom[list]));
        }
        return index;
    }

    @Override
    public byte[] bytes() {
        return sql;
    }

    @Override
    public LexerMode mode() {
        return mode;
    }

    @Override
    public StatementKind statementKind() {
        return statementKind;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public TokenKind kind(int ordinal) {
        check(ordinal);
        return TokenKind.at(kinds[ordinal]);
    }

    @Override
    public int start(int ordinal) {
        check(ordinal);
        return starts[ordinal];
    }

    @Override
    public int end(int ordinal) {
        check(ordinal);
        return ends[ordinal];
    }

    @Override
    public Keyword keyword(int ordinal) {
        check(ordinal);
        return kinds[ordinal] == TokenKind.WORD.code ? Keyword.at(aux[ordinal]) : Keyword.NONE;
    }

    @Override
    public int parameterIndex(int ordinal) {
        check(ordinal);
        if (kinds[ordinal] != TokenKind.PARAMETER.code) {
            throw new IllegalArgumentException("token " + ordinal + " is no parameter but " + kind(ordinal));
        }
        return aux[ordinal];
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public int listSize(int ordinal) {
        int list = listOf(ordinal);
        return listTo[list] - listFrom[list];
    }

    @Override
    public int listArity(int ordinal) {
        return listArity[listOf(ordinal)];
    }

    @Override
    public TokenKind elementKind(int ordinal, int element) {
        return TokenKind.at(elementKinds[elementOf(ordinal, element)]);
    }

    @Override
    public int elementStart(int ordinal, int element) {
        return elementStarts[elementOf(ordinal, element)];
    }

    @Override
    public int elementEnd(int ordinal, int element) {
        int index = elementOf(ordinal, element);
        return elementKinds[index] == TokenKind.PARAMETER.code ? elementStarts[index] + 1 : elementEnds[index];
    }

    @Override
    public int elementParameterIndex(int ordinal, int element) {
        int index = elementOf(ordinal, element);
        if (elementKinds[index] != TokenKind.PARAMETER.code) {
            throw new IllegalArgumentException("element " + element + " is no parameter");
        }
        return elementEnds[index];
    }

    @Override
    public int sessionUses() {
        return sessionUses;
    }

    @Override
    public LexicalError lexicalError() {
        return lexicalError;
    }

    @Override
    public int textStart() {
        return textStart;
    }

    @Override
    public int textEnd() {
        return textEnd;
    }
}
