package io.shardgate.launcher.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Clients that insert rows one by one until it is closed, each with the time at which it was written. */
final class WriteLoad implements AutoCloseable {

    private static final AtomicLong NEXT_ID = new AtomicLong(1L << 40);
    private static final long SECOND = 1_000_000_000L;

    private final List<Thread> clients = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final LongAdder written = new LongAdder();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong longestNanos = new AtomicLong();

    private WriteLoad() {}

    /**
     * Starts the clients.
     *
     * @param urls which they share evenly
     * @param rate inserts a second of all together; 0 for as many as can be
     */
    static WriteLoad start(List<String> urls, int clients, double rate) {
        WriteLoad load = new WriteLoad();
        long between = rate == 0 ? 0 : (long) (SECOND * clients / rate);
        for (int i = 0; i < clients; i++) {
            String url = urls.get(i % urls.size());
            Thread client = new Thread(() -> load.write(url, between), "bench-writer-" + i);
            client.setDaemon(true);
            load.clients.add(client);
            client.start();
        }
        return load;
    }

    private void write(String url, long between) {
        try (Connection connection = DriverManager.getConnection(url, "bench", "");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into item(id, owner, amount, made, filler) values (?, 'bench', 1.5, ?, repeat('w', 100))")) {
            long due = System.nanoTime();
            while (!ended.get()) {
                long begin = System.nanoTime();
                insert.setLong(1, NEXT_ID.getAndIncrement());
                insert.setTimestamp(2, Timestamp.from(Instant.now()));
                try {
                    insert.executeUpdate();
                    written.increment();
                } catch (SQLException e) {
                    errors.add(e.getErrorCode() + " " + e.getMessage());
                }
                long now = System.nanoTime();
                longestNanos.accumulateAndGet(now - begin, Math::max);
                due = Math.max(due + between, now - SECOND);
                if (due > now) {
                    Thread.sleep((due - now) / 1_000_000, (int) ((due - now) % 1_000_000));
                }
            }
        } catch (SQLException e) {
            errors.add(e.getErrorCode() + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long written() {
        return written.sum();
    }

    List<String> errors() {
        synchronized (errors) {
            return List.copyOf(errors);
        }
    }

    /** The longest that a statement has taken since this was last asked. */
    long takeLongestMillis() {
        return longestNanos.getAndSet(0) / 1_000_000;
    }

    @Override
    public void close() {
        ended.set(true);
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
