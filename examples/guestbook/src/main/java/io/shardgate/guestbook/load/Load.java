package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.guestbook.message.PlainWords;
import io.shardgate.guestbook.message.Source;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One run of the load. {@link #run} blocks until the duration is over or another thread calls {@link #stop}; it is
 * called once.
 */
public final class Load {

    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(30);
    private static final long CHECK_PAUSE_MILLIS = 500;
    private static final long LOOK_MILLIS = 50;

    private final LoadConfig config;
    private final Consumer<Progress> everySecond;
    private final Clock clock = Clock.systemUTC();
    private final CompletableFuture<Workload> workload = new CompletableFuture<>();
    private final Semaphore underWay;
    private final LongAdder rolledBack = new LongAdder();
    private volatile Findings found = Findings.NONE;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ErrorTally errors = new ErrorTally(clock);
    private final Stopwatch writes = new Stopwatch(clock);
    private final Stopwatch reads = new Stopwatch(clock);
    private final StepTally steps = new StepTally(writes, reads, errors);

    /** @param everySecond gets the progress, on the thread that runs the load */
    public Load(LoadConfig config, Consumer<Progress> everySecond) {
        this.config = config;
        this.underWay = new Semaphore(config.threads() * 2, true);
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

    /**
     * Lets what is under way end, checks, removes the rows of the run, and lets nothing begin until {@link #resume}.
     *
     * @return what the check has found; what is wrong is also in the report
     */
    public Findings pause() throws SQLException, InterruptedException {
        underWay.acquire(config.threads() * 2);
        Workload used = workload.join();
        Findings now = used.check();
        used.remove();
        found = found.plus(now);
        return now;
    }

    /** Goes on after {@link #pause}; the pause is no stall. */
    public void resume() {
        long now = System.nanoTime();
        writes.resumed(now);
        reads.resumed(now);
        underWay.release(config.threads() * 2);
    }

    /**
     * Writes and reads, and then checks.
     *
     * @throws GuestbookException if a URL does not work from the start
     * @throws InterruptedException if the calling thread is interrupted; the load then ends without a check
     */
    public LoadReport run() throws InterruptedException {
        try (ConnectionPools pools = ConnectionPools.open(config.database(), config.threads())) {
            Workload used = config.rows().open(pools, config.pages());
            // Also opens first connections, so that doing so is not the longest stall of every run.
            require(used, Source.PRIMARY, config.database().primaryUrl());
            require(used, Source.REPLICA, config.database().replicaUrl());
            workload.complete(used);
            return run(used);
        } finally {
            stop();
        }
    }

    private static void require(Workload workload, Source source, String url) {
        try {
            workload.require(source);
        } catch (SQLException e) {
            throw new GuestbookException(
                    "The load cannot start on %s. %s %s".formatted(url, PlainWords.of(e), PlainWords.detail(e)), e);
        }
    }

    private LoadReport run(Workload used) throws InterruptedException {
        long start = System.nanoTime();
        writes.started(start);
        reads.started(start);
        Pace writePace = new Pace(config.writesPerSecond(), start, stopped);
        Pace readPace = new Pace(config.readsPerSecond(), start, stopped);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= config.threads(); i++) {
            if (config.writesPerSecond() > 0) {
                threads.add(worker("write-" + i, writePace, () -> write(used)));
            }
            if (config.readsPerSecond() > 0) {
                threads.add(worker("read-" + i, readPace, () -> read(used)));
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
        Optional<Findings> findings = check(used).map(found::plus);
        return new LoadReport(
                used.run(),
                config,
                Duration.ofNanos(end - start),
                operations(writes, writePace),
                operations(reads, readPace),
                rolledBack.sum(),
                errors.kinds(),
                steps.ended(),
                findings);
    }

    private Thread worker(String name, Pace pace, Runnable operation) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (pace.await()) {
                            runUnlessPaused(operation);
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

    private void runUnlessPaused(Runnable operation) throws InterruptedException {
        while (!underWay.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (stopped.getCount() == 0) {
                return;
            }
        }
        try {
            operation.run();
        } finally {
            underWay.release();
        }
    }

    private void write(Workload used) {
        long began = System.nanoTime();
        try {
            if (used.write()) {
                writes.succeeded(began, System.nanoTime());
            } else {
                rolledBack.increment();
            }
        } catch (SQLException e) {
            errors.add("write", e);
        }
    }

    private void read(Workload used) {
        long began = System.nanoTime();
        try {
            Optional<String> wrong = used.read();
            reads.succeeded(began, System.nanoTime());
            wrong.ifPresent(what -> errors.add("read", what));
        } catch (SQLException e) {
            errors.add("read", e);
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
    private Optional<Findings> check(Workload used) throws InterruptedException {
        long deadline = System.nanoTime() + CHECK_PATIENCE.toNanos();
        while (true) {
            try {
                return Optional.of(used.check());
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
