package io.shardgate.sequences;

import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sequence as this proxy has it: the block in use, the one behind it, and who waits for more. Thread-safe.
 *
 * <p>Ids of one request are consecutive, so a request that the block in use cannot satisfy alone leaves the rest of that
 * block unused, unless the next one continues it. The next block is fetched before the one in use ends.
 */
final class CachedSequence {

    private static final Logger log = LoggerFactory.getLogger(CachedSequence.class);

    private record Waiter(long count, IdListener listener) {}

    private record Answer(IdListener listener, long first) {}

    private final SequenceName name;
    private final BlockSource source;
    private final Executor fetchers;

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private long next;
    private long end;
    private long cache;
    private @Nullable Block ahead;
    private boolean fetching;

    CachedSequence(SequenceName name, BlockSource source, Executor fetchers) {
        this.name = name;
        this.source = source;
        this.fetchers = fetchers;
    }

    void next(long count, IdListener listener) {
        long first;
        boolean fetch;
        synchronized (this) {
            // Nobody overtakes who waits: ids rise in the order in which they were asked for.
            first = waiters.isEmpty() ? take(count) : -1;
            if (first < 0) {
                waiters.add(new Waiter(count, listener));
            }
            fetch = startsFetch();
        }
        if (first >= 0) {
            listener.ids(first);
        }
        if (fetch) {
            submitFetch();
        }
    }

    /** The first of so many consecutive ids, or -1 if there are not that many. */
    private long take(long count) {
        if (end - next < count && ahead != null) {
            if (ahead.first() == end) {
                end = ahead.end();
            } else if (ahead.size() >= count) {
                next = ahead.first();
                end = ahead.end();
            } else {
                return -1;
            }
            ahead = null;
        }
        if (end - next < count) {
            return -1;
        }
        long first = next;
        next += count;
        return first;
    }

    private boolean startsFetch() {
        boolean wanted = !waiters.isEmpty() || (ahead == null && end - next < cache / 2);
        if (fetching || !wanted) {
            return false;
        }
        fetching = true;
        return true;
    }

    private void submitFetch() {
        try {
            fetchers.execute(this::fetch);
        } catch (RejectedExecutionException e) {
            failWaiters(SqlError.SERVER_SHUTDOWN.exception());
        }
    }

    private void fetch() {
        long wanted;
        long floor;
        synchronized (this) {
            wanted = Math.max(1, waiters.stream().mapToLong(Waiter::count).sum());
            floor = ahead == null ? end : ahead.end();
        }
        Block block;
        try {
            block = source.fetch(name, wanted, floor);
        } catch (SqlErrorException e) {
            failWaiters(e);
            return;
        } catch (RuntimeException e) {
            log.error("a block of ids could not be taken sequence={}", name, e);
            failWaiters(SqlError.SEQUENCE_UNAVAILABLE.exception(name, String.valueOf(e)));
            return;
        }
        List<Answer> answers = new ArrayList<>();
        boolean again;
        synchronized (this) {
            fetching = false;
            cache = block.cache();
            add(block);
            while (!waiters.isEmpty()) {
                long first = take(waiters.peek().count());
                if (first < 0) {
                    break;
                }
                answers.add(new Answer(waiters.remove().listener(), first));
            }
            again = startsFetch();
        }
        answers.forEach(answer -> answer.listener().ids(answer.first()));
        if (again) {
            submitFetch();
        }
    }

    private void add(Block block) {
        if (ahead != null) {
            // Who waits needs more than what was ahead; its ids stay unused.
            ahead = ahead.end() == block.first() ? new Block(ahead.first(), block.end(), block.cache()) : block;
        } else if (next == end) {
            next = block.first();
            end = block.end();
        } else {
            ahead = block;
        }
    }

    private void failWaiters(SqlErrorException cause) {
        List<Waiter> failed;
        synchronized (this) {
            fetching = false;
            failed = List.copyOf(waiters);
            waiters.clear();
        }
        failed.forEach(waiter -> waiter.listener().unavailable(cause));
    }
}
