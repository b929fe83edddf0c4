package io.shardgate.sequences;

import io.shardgate.vschema.error.SqlErrorException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for ids, as a test's thread may. */
final class Ids {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Ids() {}

    /** @throws SqlErrorException what the listener was told */
    static long next(Sequences sequences, SequenceName sequence, long count) {
        CompletableFuture<Long> first = ask(sequences, sequence, count);
        try {
            return first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SqlErrorException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("no ids of " + sequence, e);
        }
    }

    static CompletableFuture<Long> ask(Sequences sequences, SequenceName sequence, long count) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        sequences.next(sequence, count, new IdListener() {
            @Override
            public void ids(long first) {
                answer.complete(first);
            }

            @Override
            public void unavailable(SqlErrorException cause) {
                answer.completeExceptionally(cause);
            }
        });
        return answer;
    }
}
