package io.shardgate.planner.splice;

import io.shardgate.planner.routing.ValueRef;
import java.util.Optional;

/** A part of a {@link SplicedText}. */
public sealed interface Piece {

    /**
     * The client's text from the beginning of one token to the end of another, with all that is between.
     *
     * @param from the first token
     * @param to the token after the last one
     */
    record Copy(int from, int to) implements Piece {}

    /** Text of our own, in ASCII. */
    record Fixed(String text) implements Piece {}

    /**
     * Those elements of a list that the shard is to see.
     *
     * @param token ordinal of a LIST token
     */
    record ListPart(int token) implements Piece {}

    /** The sum of a LIMIT's count and offset, so that a shard returns enough rows. */
    record LimitSum(ValueRef count, Optional<ValueRef> offset) implements Piece {}

    /**
     * Those rows of an INSERT that the shard is to get, each in parentheses, with commas between.
     *
     * @param generated the position in each row of the column that a sequence fills, or -1; a position equal to the rows'
     *     width is a value that the client's rows do not have, to be put at their end
     */
    record Rows(InsertRows rows, int generated) implements Piece {}

    /** A value of the sequence, for the one row of an INSERT's SET form: the given tokens, or the generated value. */
    record GeneratedOr(int from, int to) implements Piece {}
}
