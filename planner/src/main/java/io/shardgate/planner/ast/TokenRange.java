package io.shardgate.planner.ast;

/** Tokens of the statement, from the first up to the one after the last. */
public record TokenRange(int from, int to) {

    /** Somewhere that we cannot tell. */
    public static final TokenRange UNKNOWN = new TokenRange(-1, -1);

    public boolean isKnown() {
        return from >= 0;
    }

    /** From the beginning of this one to the end of the other; unknown when one of them is. */
    public TokenRange to(TokenRange last) {
        return isKnown() && last.isKnown() ? new TokenRange(from, last.to) : UNKNOWN;
    }
}
