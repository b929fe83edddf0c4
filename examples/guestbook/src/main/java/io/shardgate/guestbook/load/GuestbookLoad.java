package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessagePage;
import io.shardgate.guestbook.message.MessageStore;
import io.shardgate.guestbook.message.PageNumber;
import io.shardgate.guestbook.message.PlainWords;
import io.shardgate.guestbook.message.Source;
import io.shardgate.guestbook.message.UniqueTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of the load. {@link #run} blocks until the duration is over or another thread calls {@link #stop}; it is
 * called once.
 */
public final class GuestbookLoad {

    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(30);
    private static final long CHECK_PAUSE_MILLIS = 500;

    private final LoadConfig config;
    private final Consumer<Progress> everySecond;
    private final Clock clock = Clock.systemUTC();
    private final UniqueTime time = new UniqueTime(clock);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ErrorTally errors = new ErrorTally(clock);
    private final Stopwatch writes = new Stopwatch(clock);
    private final Stopwatch reads = new Stopwatch(clock);
    private final StepTally steps = new StepTally(writes, reads, errors);

    /** @param everySecond gets the progress, on the thread that runs the load */
    public GuestbookLoad(LoadConfig config, Consumer<Progress> everySecond) {
        this.config = config;
        this.everySecond = everySecond;
    }

    /** Ends the writing and reading; {@link #run} then checks and returns. Any thread may call it. */
    public void stop() {
        stopped.countDown();
    }

    /** From now on it is this step; gives what happened in the one before, if there was one. Any thread may call it. */
    public Optional<Step> begin(String step) {
        return steps.begin(step);
    }

    /** Creates the table where it is missing. */
    public void createTable() throws SQLException {
        try (ConnectionPools pools = ConnectionPools.open(config.database(), 1)) {
            new MessageStore(pools, time).createTable();
        }
    }

    /**
     * Writes and reads, and then checks.
     *
     * @throws GuestbookException if a URL does not work from the start
     * @throws InterruptedException if the calling thread is interrupted; the load then ends without a check
     */
    public LoadReport run() throws InterruptedException {
        try (ConnectionPools pools = ConnectionPools.open(config.database(), config.threads())) {
            MessageStore store = new MessageStore(pools, time);
            // Also opens first connections, so that doing so is not the longest stall of every run.
            require(store, Source.PRIMARY, config.database().primaryUrl());
            require(store, Source.REPLICA, config.database().replicaUrl());
            return run(pools, store);
        } finally {
            stop();
        }
    }

    private static void require(MessageStore store, Source source, String url) {
        try {
            store.check(source);
        } catch (SQLException e) {
            throw new GuestbookException(
                    "The load cannot start on %s. %s %s".formatted(url, PlainWords.of(e), PlainWords.detail(e)), e);
        }
    }

    private LoadReport run(ConnectionPools pools, MessageStore store) throws InterruptedException {
        long firstNs = time.next();
        Ledger ledger = new Ledger(Long.toUnsignedString(firstNs, Character.MAX_RADIX));
        long start = System.nanoTime();
        writes.started(start);
        reads.started(start);
        Pace writePace = new Pace(config.writesPerSecond(), start, stopped);
        Pace readPace = new Pace(config.readsPerSecond(), start, stopped);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= config.threads(); i++) {
            if (config.writesPerSecond() > 0) {
                threads.add(worker("write-" + i, writePace, () -> write(store, ledger)));
            }
            if (config.readsPerSecond() > 0) {
                threads.add(worker("read-" + i, readPace, () -> read(store)));
            }
        }
        threads.forEach(Thread::start);
        report(start);
        // Each ends with its statement, at the latest by the driver's timeout.
        for (Thread thread : threads) {
            thread.join();
        }
        long end = System.nanoTime();
        writes.ended(end);
        reads.ended(end);
        steps.end();
        Optional<Findings> findings = check(pools, ledger, firstNs);
        return new LoadReport(
                ledger.run(),
                config,
                Duration.ofNanos(end - start),
                operations(writes, writePace),
                operations(reads, readPace),
                errors.kinds(),
                steps.ended(),
                findings);
    }

    private Thread worker(String name, Pace pace, Runnable operation) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (pace.await()) {
                            operation.run();
                        }
                    } catch (InterruptedException e) {
                        // Nobody interrupts these threads; if one is, it ends, and the rest go on.
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        // A driver that throws what JDBC does not know: told, and the run has failed.
                        errors.add(name + " ended", String.valueOf(e));
                    }
                },
                "guestbook-load-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private PageNumber anyPage() {
        return new PageNumber(ThreadLocalRandom.current().nextLong(1, config.pages() + 1L));
    }

    private void write(MessageStore store, Ledger ledger) {
        Message message = ledger.message(anyPage(), time.next());
        long began = System.nanoTime();
        try {
            store.add(message);
            writes.succeeded(began, System.nanoTime());
            ledger.acknowledged(message);
        } catch (SQLException e) {
            errors.add("write", e);
        }
    }

    private void read(MessageStore store) {
        long began = System.nanoTime();
        try {
            MessagePage page = store.newest(Source.REPLICA, anyPage());
            reads.succeeded(began, System.nanoTime());
            requireOrder(page);
        } catch (SQLException e) {
            errors.add("read", e);
        }
    }

    private void requireOrder(MessagePage page) {
        List<Message> messages = page.messages();
        for (int i = 1; i < messages.size(); i++) {
            long newer = messages.get(i - 1).timeCreatedNs();
            if (Long.compareUnsigned(messages.get(i).timeCreatedNs(), newer) >= 0) {
                errors.add(
                        "read: a message twice or out of order",
                        "page %s after %s".formatted(page.page(), Long.toUnsignedString(newer)));
                return;
            }
        }
    }

    private void report(long start) throws InterruptedException {
        long end = config.duration().map(duration -> start + duration.toNanos()).orElse(Long.MAX_VALUE);
        long writesBefore = 0;
        long readsBefore = 0;
        for (long second = 1; ; second++) {
            long wake = Math.min(end, start + TimeUnit.SECONDS.toNanos(second));
            if (stopped.await(wake - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            long writesNow = writes.successes();
            long readsNow = reads.successes();
            everySecond.accept(new Progress(
                    LocalTime.now(clock),
                    writesNow,
                    writesNow - writesBefore,
                    readsNow,
                    readsNow - readsBefore,
                    errors.count(),
                    writes.takeSlowest(),
                    writes.longestGap().length()));
            writesBefore = writesNow;
            readsBefore = readsNow;
            if (wake == end) {
                stop();
                return;
            }
        }
    }

    private static LoadReport.Operations operations(Stopwatch watch, Pace pace) {
        return new LoadReport.Operations(watch.successes(), pace.skipped(), watch.longestGap(), watch.slowest());
    }

    /** Tried again for a while: a load is often run while servers come and go. */
    private Optional<Findings> check(ConnectionPools pools, Ledger ledger, long firstNs) throws InterruptedException {
        long deadline = System.nanoTime() + CHECK_PATIENCE.toNanos();
        while (true) {
            try {
                return Optional.of(new FinalCheck(ledger, config.pages(), firstNs).run(pools));
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    errors.add("check", e);
                    return Optional.empty();
                }
                Thread.sleep(CHECK_PAUSE_MILLIS);
            }
        }
    }
}
