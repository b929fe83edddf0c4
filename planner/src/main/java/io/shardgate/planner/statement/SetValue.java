package io.shardgate.planner.statement;

import io.shardgate.vschema.value.SqlValue;

/** The right side of an assignment in SET. */
public sealed interface SetValue {

    /** Where it is written; what to send when a server is to compute it. */
    Span span();

    /** The word DEFAULT. */
    record Default(Span span) implements SetValue {}

    /** A single literal, with its sign if it is a number; TRUE is 1, FALSE is 0. */
    record Literal(Span span, SqlValue value) implements SetValue {}

    /** A name that stands for itself: ON, OFF, utf8mb4, REPEATABLE. */
    record Word(Span span, String word) implements SetValue {}

    /** Anything else; only a server can say its value. */
    record Expression(Span span) implements SetValue {}
}
