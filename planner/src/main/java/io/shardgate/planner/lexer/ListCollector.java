package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * Reads IN lists and rows of VALUES that hold nothing but literals and parameters, into elements instead of tokens.
 *
 * <p>Where it meets anything else it forgets what it read, and the caller reads it again as tokens. As what it gave up on is
 * never tried again from another place, a text is read at most twice.
 */
final class ListCollector {

    private static final int FAILED = -1;
    /** A tuple's arity shares 32 bits of the key with the classes of its elements. */
    private static final int MAX_TUPLE = 0xFFFF;

    private final Fingerprint target;
    private final Scanner scanner;
    private int elementsBefore;
    private int parametersBefore;
    private int classes;
    private int lastEnd;

    ListCollector(Fingerprint target, Scanner scanner) {
        this.target = target;
        this.scanner = scanner;
    }

    /**
     * What follows {@code IN (}: elements, or tuples in parentheses. Gives the offset after the last one, from where the
     * closing parenthesis is still to be read, or -1 if the list has something else in it.
     */
    int collectIn(int from) {
        begin();
        int kind = scanner.next(from);
        int start = scanner.start;
        if (kind == Scanner.LEFT_PAREN) {
            int arity = rows(scanner.end, false);
            // A single value in parentheses is no tuple, but a scalar that the planner should see as such.
            boolean isWhole = arity >= 2 && arity <= MAX_TUPLE && scanner.next(lastEnd) == Scanner.RIGHT_PAREN;
            return isWhole ? succeed(TokenKind.ROWS.code, start, arity, (classes << 16) | arity) : fail();
        }
        while (element(kind, false)) {
            int separator = scanner.next(lastEnd);
            if (separator == Scanner.RIGHT_PAREN) {
                return succeed(TokenKind.LIST.code, start, 1, classes);
            }
            if (separator != Scanner.COMMA) {
                return fail();
            }
            kind = scanner.next(scanner.end);
        }
        return fail();
    }

    /** What follows VALUES. Gives the offset after the last row, or -1 if not all rows are literals of one number. */
    int collectRows(int from) {
        begin();
        if (scanner.next(from) != Scanner.LEFT_PAREN) {
            return fail();
        }
        int start = scanner.start;
        int arity = rows(scanner.end, true);
        return arity > 0 ? succeed(TokenKind.ROWS.code, start, arity, arity) : fail();
    }

    /** Rows from behind the first one's parenthesis on, to {@link #lastEnd}; their common arity, or -1. */
    private int rows(int from, boolean areValues) {
        int arity = 0;
        int p = from;
        while (true) {
            int size = row(p, areValues);
            if (size <= 0 || (arity != 0 && size != arity)) {
                return FAILED;
            }
            arity = size;
            int rowEnd = scanner.end;
            lastEnd = rowEnd;
            if (scanner.next(rowEnd) != Scanner.COMMA) {
                return arity;
            }
            if (scanner.next(scanner.end) != Scanner.LEFT_PAREN) {
                return FAILED;
            }
            p = scanner.end;
        }
    }

    /** One row from behind its parenthesis on, to the scanner's end; its size, or -1. */
    private int row(int from, boolean isValues) {
        int size = 0;
        int p = from;
        while (element(scanner.next(p), isValues)) {
            size++;
            int separator = scanner.next(lastEnd);
            if (separator == Scanner.RIGHT_PAREN) {
                return size;
            }
            if (separator != Scanner.COMMA) {
                return FAILED;
            }
            p = scanner.end;
        }
        return FAILED;
    }

    /** Adds the element that begins with the token just read, if it is one. */
    private boolean element(int firstKind, boolean isValue) {
        int kind = firstKind;
        int start = scanner.start;
        if (kind == Scanner.OPERATOR && isSign(start)) {
            kind = scanner.next(scanner.end);
            if (kind < TokenKind.INTEGER.code || kind > TokenKind.FLOAT.code) {
                return false;
            }
        }
        if (kind == Scanner.WORD) {
            kind = kindOfWord(isValue);
        } else if (kind == Scanner.BACKSLASH_N) {
            kind = TokenKind.NULL_ELEMENT.code;
        } else if (kind < TokenKind.INTEGER.code || kind > TokenKind.PARAMETER.code) {
            return false;
        }
        if (kind < 0) {
            return false;
        }
        lastEnd = scanner.end;
        add(kind, start, kind == Scanner.PARAMETER ? target.parameterCount++ : scanner.end);
        classes |= 1 << (kind - TokenKind.INTEGER.code);
        return true;
    }

    private boolean isSign(int offset) {
        return target.sql[offset] == '-' || target.sql[offset] == '+';
    }

    private int kindOfWord(boolean isValue) {
        int keyword = scanner.keyword;
        if (keyword == Keyword.NULL.code) {
            return TokenKind.NULL_ELEMENT.code;
        }
        if (keyword == Keyword.TRUE.code || keyword == Keyword.FALSE.code) {
            return TokenKind.BOOLEAN_ELEMENT.code;
        }
        return isValue && keyword == Keyword.DEFAULT.code ? TokenKind.DEFAULT_ELEMENT.code : FAILED;
    }

    private void add(int kind, int start, int end) {
        int i = target.elementCount;
        if (i == target.elementKinds.length) {
            int capacity = i * 2;
            target.elementKinds = Arrays.copyOf(target.elementKinds, capacity);
            target.elementStarts = Arrays.copyOf(target.elementStarts, capacity);
            target.elementEnds = Arrays.copyOf(target.elementEnds, capacity);
        }
        target.elementKinds[i] = (byte) kind;
        target.elementStarts[i] = start;
        target.elementEnds[i] = end;
        target.elementCount = i + 1;
    }

    private void begin() {
        scanner.save();
        elementsBefore = target.elementCount;
        parametersBefore = target.parameterCount;
        classes = 0;
    }

    private int fail() {
        scanner.restore();
        target.elementCount = elementsBefore;
        target.parameterCount = parametersBefore;
        return FAILED;
    }

    /**
     * The key of an IN list has the classes of its elements, on which the comparison's meaning depends; the key of VALUES has
     * the arity only, as an INSERT converts each value to its column's type by itself.
     */
    private int succeed(int kind, int start, int arity, int detail) {
        scanner.restore();
        target.addList(kind, start, lastEnd, elementsBefore, arity, detail);
        return lastEnd;
    }
}
