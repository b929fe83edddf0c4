package io.shardgate.planner.lexer;

/**
 * Scans a statement once, from bytes to tokens, key and kind, and is used again for the next one.
 *
 * <p>Confined to one thread. It refers to the scanned array until the next scan and does not copy it; in steady state it
 * allocates nothing.
 */
public final class Fingerprint extends TokenArrays {

    private static final int TOKENS = 128;

    private final KeyWriter keyWriter = new KeyWriter();
    private final FingerprintKey view = new FingerprintKey(keyWriter.bytes, 0);
    private int nextStart;
    private int scannedTo;

    /** Empty, as if an empty text had been scanned. */
    public Fingerprint() {
        super(LexerMode.standard(), TOKENS, 4, TOKENS);
    }

    /**
     * Reads the first statement of the text between two offsets. It never throws, whatever the bytes are; see
     * {@link #lexicalError}.
     */
    public void scan(byte[] text, int from, int to, LexerMode newMode) {}

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

    /** Where the statement after this one would begin: after the {@code ;}. */
    public int nextStart() {
        return nextStart;
    }

    /** Whether there is a further statement; white space and semicolons at the end of a text are none. */
    public boolean hasMore() {
        return nextStart < scannedTo;
    }
}
