package io.shardgate.proxy.tx;

import io.shardgate.proxy.wire.ErrPacket;
import org.jspecify.annotations.Nullable;

/** Waits for a number of replies and passes on the first error among them. Confined to one event loop. */
final class Replies implements Outcome {

    private final Outcome outcome;
    private int outstanding;
    private @Nullable ErrPacket first;

    Replies(int expected, Outcome outcome) {
        this.outstanding = expected;
        this.outcome = outcome;
    }

    @Override
    public void done(@Nullable ErrPacket error) {
        if (first == null) {
            first = error;
        }
        outstanding--;
        if (outstanding == 0) {
            outcome.done(first);
        }
    }
}
