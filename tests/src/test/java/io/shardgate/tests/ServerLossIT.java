package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server is killed under load, as by a crash, and comes back. */
@Timeout(180)
class ServerLossIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"loss": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    /** Unreachable, lost during a query, transaction lost. */
    private static final Set<Integer> CLEAN = Set.of(1429, 1430, 1213);

    /** The hash vindex puts 1 on -80 and 4 on 80-. */
    private static final int ON_LEFT = 1;

    private static final int ON_RIGHT = 4;

    private final ConcurrentLinkedQueue<SQLException> errors = new ConcurrentLinkedQueue<>();
    private final AtomicLong rightErrors = new AtomicLong();
    private final AtomicLong rightSuccesses = new AtomicLong();
    private final AtomicLong leftErrors = new AtomicLong();
    private final AtomicLong leftSuccesses = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void errorsAreCleanAndClientsGoOnWhenTheServerIsBack(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE loss (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
            statement.execute("INSERT INTO loss VALUES (1, 0), (4, 0)");
        }
        LocalServer right = cluster.shard("customer/80-");
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            load.add(clients.submit(() -> work(cluster)));
        }
        try {
            awaitMore(rightSuccesses, 50);

            right.kill();
            awaitMore(rightErrors, 20);
            awaitMore(leftSuccesses, 50);
            right.start();

            awaitMore(rightSuccesses, 200);
        } finally {
            if (!right.isAlive()) {
                right.start();
            }
            ended.set(true);
        }
        for (Future<?> client : load) {
            client.get(30, TimeUnit.SECONDS);
        }
        clients.shutdownNow();

        assertThat(leftErrors).as("errors of the shard that was never down").hasValue(0);
        assertThat(errnos()).isSubsetOf(CLEAN);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            assertThat(number(statement, "SELECT COUNT(*) FROM loss")).isEqualTo(2);
            statement.execute("DROP TABLE loss");
        }
    }

    private Set<Integer> errnos() {
        Set<Integer> errnos = new TreeSet<>();
        errors.forEach(error -> errnos.add(error.getErrorCode()));
        return errnos;
    }

    /** One client, that keeps its one connection through everything. */
    private Void work(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.connect("customer", "socketTimeout=60000");
                Statement statement = connection.createStatement()) {
            for (int turn = 0; !ended.get(); turn++) {
                attempt(() -> number(statement, "SELECT n FROM loss WHERE id = " + ON_LEFT), false);
                attempt(() -> statement.executeUpdate("UPDATE loss SET n = n + 1 WHERE id = " + ON_RIGHT), true);
                attempt(() -> number(statement, "SELECT SUM(n) FROM loss"), true);
                if (turn % 4 == 0) {
                    attempt(() -> transaction(connection, statement), true);
                }
            }
        }
        return null;
    }

    private static long transaction(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        try {
            statement.executeUpdate("UPDATE loss SET n = n + 1 WHERE id = " + ON_LEFT);
            statement.executeUpdate("UPDATE loss SET n = n + 1 WHERE id = " + ON_RIGHT);
            connection.commit();
            return 2;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private interface Attempt {
        long run() throws SQLException;
    }

    private void attempt(Attempt attempt, boolean needsRight) {
        try {
            attempt.run();
            (needsRight ? rightSuccesses : leftSuccesses).incrementAndGet();
        } catch (SQLException e) {
            errors.add(e);
            (needsRight ? rightErrors : leftErrors).incrementAndGet();
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void awaitMore(AtomicLong counter, long more) {
        long wanted = counter.get() + more;
        await().atMost(Duration.ofSeconds(60)).until(() -> counter.get() >= wanted);
    }
}
