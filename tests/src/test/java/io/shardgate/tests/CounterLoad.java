package io.shardgate.tests;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that inserts counters and raises them, through servers and proxies that come and go, and knows of each statement
 * whether it was acknowledged, refused, or lost with its connection. For one thread, until it has ended.
 */
final class CounterLoad {

    /** Nothing was done: unreachable, waited too long for a server that is being changed, not serving. */
    private static final Set<Integer> REFUSALS = Set.of(1429, 1205, 1290);

    /** It may have been done: lost during the statement, or the connection itself. */
    private static final Set<Integer> LOSSES = Set.of(0, 1430, 1213, 1053);

    private static final int MAX_ROWS = 2_000;

    private final long first;
    private final Random random;
    private final Connecting connecting;
    private final Map<Long, Counter> counters = new TreeMap<>();
    private final Set<String> strange = new TreeSet<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile String lastFailure = "";

    /** Connects to a proxy, perhaps another one than the last time. */
    interface Connecting {
        Connection connect() throws SQLException;
    }

    /** What is known of one row. */
    private static final class Counter {
        private boolean isInserted;
        private long acknowledged;
        private long unknown;
    }

    /** @param first the ids are from here on */
    CounterLoad(long first, Connecting connecting) {
        this.first = first;
        this.random = new Random(first);
        this.connecting = connecting;
    }

    /** Writes until it is told to end. */
    Void run(AtomicBoolean ended) throws InterruptedException {
        while (!ended.get()) {
            try (Connection connection = connecting.connect();
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(60);
                while (!ended.get()) {
                    write(statement);
                    TimeUnit.MILLISECONDS.sleep(3);
                }
            } catch (SQLException e) {
                lastFailure = e.toString();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        return null;
    }

    private void write(Statement statement) throws SQLException {
        boolean inserts = counters.size() < MAX_ROWS && (counters.isEmpty() || random.nextInt(4) == 0);
        long id = inserts ? first + counters.size() : first + random.nextInt(counters.size());
        Counter counter = counters.computeIfAbsent(id, absent -> new Counter());
        try {
            if (inserts) {
                statement.executeUpdate("insert into customer values (" + id + ", 0)");
                counter.isInserted = true;
            } else if (statement.executeUpdate("update customer set n = n + 1 where customer_id = " + id) == 1) {
                counter.isInserted = true;
                counter.acknowledged++;
            }
            acknowledged.incrementAndGet();
        } catch (SQLException e) {
            if (REFUSALS.contains(e.getErrorCode())) {
                lastFailure = e.toString();
                return;
            }
            counter.unknown++;
            if (!LOSSES.contains(e.getErrorCode())) {
                strange.add(e.getErrorCode() + " " + e.getMessage());
            }
            throw e;
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** What went wrong last, whether anything was lost by it or not; empty if nothing ever did. */
    String lastFailure() {
        return lastFailure;
    }

    @Override
    public String toString() {
        return "load from " + first + ": " + acknowledged + " acknowledged, " + counters.size()
                + " rows, last failure: " + lastFailure;
    }

    /** What contradicts the acknowledgements in what is there, by id; empty if nothing does. */
    static List<String> contradictions(Collection<CounterLoad> loads, Map<Long, Long> found) {
        List<String> contradictions = new ArrayList<>();
        Set<Long> known = new TreeSet<>();
        for (CounterLoad load : loads) {
            contradictions.addAll(load.strange);
            load.counters.forEach((id, counter) -> {
                known.add(id);
                Long value = found.get(id);
                if (value == null && counter.isInserted) {
                    contradictions.add(id + " is lost");
                } else if (value != null
                        && (value < counter.acknowledged || value > counter.acknowledged + counter.unknown)) {
                    contradictions.add(id + " is " + value + " after " + counter.acknowledged
                            + " acknowledged changes and " + counter.unknown + " of which nothing is known");
                } else if (value != null && !counter.isInserted && counter.unknown == 0) {
                    contradictions.add(id + " is there though it was refused");
                }
            });
        }
        found.keySet().stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> contradictions.add(id + " was never written"));
        return contradictions;
    }
}
