package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * Scans a statement once, from bytes to tokens, key and kind, and is used again for the next one.
 *
 * <p>Confined to one thread. It refers to the scanned array until the next scan and does not copy it; in steady state it
 * allocates nothing.
 *
 * <p>In the key a token is as it is written, words with their case, and white space and plain comments are one blank. A
 * literal is its class, and an IN list, or the rows of VALUES, that hold nothing but literals and parameters are one token
 * whatever their length. A sign before a number is an operator of its own, for only the parser knows whether it is unary; in
 * a list it belongs to the element.
 */
public final class Fingerprint extends TokenArrays {

    private static final int TOKENS = 128;
    /** Arrays that grew beyond this for one statement are not kept for the next. */
    private static final int KEPT_CAPACITY = 1 << 16;
    /** Beyond this many tokens, list elements not counted, a statement is not read further. */
    private static final int MAX_TOKENS = 1 << 22;

    private final Scanner scanner = new Scanner();
    private final ListCollector lists = new ListCollector(this, scanner);
    private final CompoundTracker compound = new CompoundTracker();
    private final StatementClassifier classifier = new StatementClassifier(this);
    private final KeyWriter keyWriter = new KeyWriter();
    private final FingerprintKey view = new FingerprintKey(keyWriter.bytes, 0);
    private int nextStart;
    private boolean hasMore;
    private int firstKeyword;

    /** Empty, as if an empty text had been scanned. */
    public Fingerprint() {
        super(LexerMode.standard(), TOKENS, 4, TOKENS);
    }

    /**
     * Reads the first statement of the text between two offsets. It never throws for what the bytes are; see
     * {@link #lexicalError}.
     */
    public void scan(byte[] text, int from, int to, LexerMode newMode) {
        reset(text, from, to, newMode);
        int end = readTokens(from, to);
        scanner.finish();
        lexicalError = count > MAX_TOKENS ? LexicalError.TOO_LONG : scanner.error;
        textEnd = end;
        textStart = skipSpace(from, end);
        nextStart = Math.min(end + 1, to);
        hasMore = hasMoreThanSemicolons(nextStart, to);
        statementKind =
                lexicalError == LexicalError.NONE ? classifier.classify(textStart < textEnd) : StatementKind.INVALID;
        view.show(keyWriter.bytes, keyWriter.length);
    }

    private void reset(byte[] text, int from, int to, LexerMode newMode) {
        if (kinds.length > KEPT_CAPACITY && to - from < KEPT_CAPACITY) {
            kinds = new byte[TOKENS];
            starts = new int[TOKENS];
            ends = new int[TOKENS];
            aux = new int[TOKENS];
        }
        if (elementKinds.length > KEPT_CAPACITY && to - from < KEPT_CAPACITY) {
            elementKinds = new byte[TOKENS];
            elementStarts = new int[TOKENS];
            elementEnds = new int[TOKENS];
        }
        sql = text;
        mode = newMode;
        count = 0;
        listCount = 0;
        elementCount = 0;
        parameterCount = 0;
        sessionUses = 0;
        firstKeyword = 0;
        scanner.start(text, to, newMode);
        compound.start(newMode.syntax().flavor());
        keyWriter.start(newMode);
    }

    /** Gives the offset at which the statement ends: of its semicolon, or of the text's end. */
    private int readTokens(int from, int to) {
        int p = from;
        while (true) {
            int kind = scanner.next(p);
            if (kind == Scanner.END) {
                return to;
            }
            if (kind == Scanner.SEMICOLON && !compound.isInside()) {
                return scanner.start;
            }
            if (count >= MAX_TOKENS) {
                add(Scanner.INVALID, scanner.start, to, 0);
                return to;
            }
            addScanned(kind);
            p = scanner.end;
            int collected = kind == Scanner.LEFT_PAREN && keywordBack(2) == Keyword.IN.code
                    ? lists.collectIn(p)
                    : kind == Scanner.WORD && isValues(aux[count - 1]) ? lists.collectRows(p) : -1;
            if (collected >= 0) {
                p = collected;
            }
        }
    }

    private static boolean isValues(int keyword) {
        return keyword == Keyword.VALUES.code || keyword == Keyword.VALUE.code;
    }

    private void addScanned(int kind) {
        int detail = 0;
        int addedKind = kind;
        if (kind == Scanner.WORD) {
            detail = scanner.keyword;
            if (detail != 0) {
                onKeyword(Keyword.at(detail));
            }
            if (firstKeyword == 0) {
                firstKeyword = detail;
            }
        } else if (kind == Scanner.PARAMETER) {
            detail = parameterCount++;
        } else if (kind == Scanner.STRING && keywordBack(1) == Keyword.AS.code && mayHaveAliases()) {
            addedKind = TokenKind.STRING_ALIAS.code;
        } else if (kind == Scanner.LEFT_PAREN) {
            onLeftParen();
        } else if (kind == Scanner.USER_VARIABLE) {
            sessionUses |= SessionUse.USER_VARIABLE.bit;
            if (keywordBack(1) == Keyword.INTO.code) {
                sessionUses |= SessionUse.INTO_VARIABLE.bit;
            }
        } else if (kind == Scanner.SYSTEM_VARIABLE) {
            sessionUses |= SessionUse.SYSTEM_VARIABLE.bit;
        }
        writeKey(addedKind);
        add(addedKind, scanner.start, scanner.end, detail);
        compound.onToken(kind, detail, sql[scanner.start]);
    }

    /** Only where AS gives a name to a column: elsewhere the string may be a secret, such as a password's hash. */
    private boolean mayHaveAliases() {
        return switch (Keyword.at(firstKeyword)) {
            case SELECT, WITH, INSERT, REPLACE, UPDATE, DELETE, EXPLAIN, VEXPLAIN, DESC, DESCRIBE -> true;
            default -> false;
        };
    }

    private void writeKey(int kind) {
        int previous = count == 0 ? -1 : kinds[count - 1];
        if (scanner.isSpaced && count > 0 && !isCollected(previous)) {
            keyWriter.writeSpace();
        }
        if (kind >= TokenKind.INTEGER.code && kind <= TokenKind.PARAMETER.code) {
            if (kind == Scanner.INTRODUCED_STRING) {
                keyWriter.writeMarker(kind);
                keyWriter.writeVerbatim(sql, scanner.start, scanner.prefixEnd);
                keyWriter.writeMarker(scanner.innerKind);
            } else if (kind == Scanner.TEMPORAL) {
                // The lengths of DATE, TIME and TIMESTAMP do not tell the first two apart; their second letters do.
                int second = sql[scanner.start + 1] & 0xDF;
                keyWriter.writeMarker(kind, (second << 8) | (scanner.prefixEnd - scanner.start));
            } else {
                keyWriter.writeMarker(kind);
            }
        } else if (kind == Scanner.INVALID) {
            keyWriter.writeInvalid(sql, scanner.start, scanner.end);
        } else {
            keyWriter.writeVerbatim(sql, scanner.start, scanner.end);
        }
    }

    private static boolean isCollected(int kind) {
        return kind == TokenKind.LIST.code || kind == TokenKind.ROWS.code;
    }

    /** Adds what the collector found; its elements are in the arrays from an index on. */
    void addList(int kind, int start, int end, int firstElement, int arity, int detail) {
        if (listCount == listFrom.length) {
            int capacity = listCount * 2;
            listFrom = Arrays.copyOf(listFrom, capacity);
            listTo = Arrays.copyOf(listTo, capacity);
            listArity = Arrays.copyOf(listArity, capacity);
        }
        listFrom[listCount] = firstElement;
        listTo[listCount] = elementCount;
        listArity[listCount] = arity;
        keyWriter.writeMarker(kind, detail);
        add(kind, start, end, listCount++);
    }

    private void add(int kind, int start, int end, int detail) {
        if (count == kinds.length) {
            int capacity = count * 2;
            kinds = Arrays.copyOf(kinds, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            aux = Arrays.copyOf(aux, capacity);
        }
        kinds[count] = (byte) kind;
        starts[count] = start;
        ends[count] = end;
        aux[count] = detail;
        count++;
    }

    /** The code of the keyword that many tokens back, or 0. */
    private int keywordBack(int distance) {
        int ordinal = count - distance;
        return ordinal >= 0 && kinds[ordinal] == Scanner.WORD ? aux[ordinal] : 0;
    }

    private void onLeftParen() {
        int bit = SessionUses.ofFunction(Keyword.at(keywordBack(1)));
        sessionUses |= bit;
    }

    private void onKeyword(Keyword keyword) {
        sessionUses |= SessionUses.ofWord(keyword, Keyword.at(keywordBack(1)), Keyword.at(keywordBack(2)));
    }

    private int skipSpace(int from, int to) {
        int p = from;
        while (p < to && Bytes.isSpace(sql[p])) {
            p++;
        }
        return p;
    }

    private boolean hasMoreThanSemicolons(int from, int to) {
        int p = from;
        while (p < to && (Bytes.isSpace(sql[p]) || sql[p] == ';')) {
            p++;
        }
        return p < to;
    }

    /** The key for a look-up only; see {@link FingerprintKey}. */
    public FingerprintKey key() {
        return view;
    }

    /** An immutable copy of the key, to keep. */
    public FingerprintKey copyKey() {
        return view.copy();
    }

    /** The statement's bytes and tokens, to keep. */
    public QueryText copyText() {
        return new QueryText(this);
    }

    /** Where the statement after this one would begin: after the {@code ;}, or at the text's end. */
    public int nextStart() {
        return nextStart;
    }

    /** Whether there is a further statement; white space and semicolons at the end of a text are none. */
    public boolean hasMore() {
        return hasMore;
    }
}
