package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.vschema.key.KeyRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate before a keyspace's primaries: who waits while it is closed, who does not, and what becomes of them. */
@ParameterizedClass(name = "on {0}")
@MethodSource("io.shardgate.tests.Flavors#all")
@Timeout(120)
class GateIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"gated": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    private static final KeyRange LEFT = KeyRange.parse("-80");
    private static final String REASON = "a test moves customer/-80";
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final long A_WHILE_MILLIS = 300;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int INTERRUPTED = 1317;

    /** The hash vindex puts 1 on -80 and 4 on 80-. */
    private static final String CHANGE_LEFT = "UPDATE gated SET n = n + 1 WHERE id = 1";

    private static final String CHANGE_RIGHT = "UPDATE gated SET n = n + 1 WHERE id = 4";

    private static Cluster cluster;

    @Parameter
    FlavorChoice.Wish flavor;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Connection> connections = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(FlavorChoice.Wish flavor) {
        cluster = Flavors.clusterOrSkip(flavor);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        cluster.applyVSchema("customer", VSCHEMA);
        for (String keyspace : List.of("commerce", "customer")) {
            try (Connection connection = cluster.connect(keyspace);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS gated");
                statement.execute("CREATE TABLE gated (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
                statement.execute("INSERT INTO gated VALUES (1, 0), (4, 0)");
            }
        }
    }

    @AfterEach
    void open() throws SQLException {
        cluster.openGate("customer");
        threads.shutdownNow();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @ParameterizedTest(name = "prepared {0}")
    @ValueSource(booleans = {false, true})
    void whatNeedsTheShardWaitsAndThenRunsOnce(boolean prepared) throws Exception {
        String option = "useServerPrepStmts=" + prepared;
        List<Callable<Long>> needingLeft = List.of(
                () -> update(connect("customer", option), CHANGE_LEFT),
                () -> update(connect("customer", option), "INSERT INTO gated VALUES (2, 0), (8, 0)"),
                () -> number(connect("customer", option), "SELECT COUNT(*) FROM gated WHERE id = 1"),
                () -> number(connect("customer", option), "SELECT COUNT(*) FROM gated"),
                () -> number(connect("customer/-80", option), "SELECT COUNT(*) FROM gated"),
                () -> number(connect("customer", option), "SELECT GET_LOCK('gated', 0)"),
                () -> update(connect("commerce", option), "DELETE FROM customer.gated WHERE id = 3"));
        close();
        List<Future<Long>> waiting = new ArrayList<>();
        needingLeft.forEach(call -> waiting.add(threads.submit(call)));

        assertRuns(() -> update(connect("customer", option), CHANGE_RIGHT));
        assertRuns(() -> number(connect("customer/80-", option), "SELECT COUNT(*) FROM gated"));
        assertRuns(() -> update(connect("commerce", option), CHANGE_LEFT));
        TimeUnit.MILLISECONDS.sleep(A_WHILE_MILLIS);
        assertThat(waiting).noneMatch(Future::isDone);

        cluster.openGate("customer");

        assertThat(get(waiting.get(0))).isEqualTo(1);
        assertThat(get(waiting.get(1))).isEqualTo(2);
        for (Future<Long> rest : waiting) {
            get(rest);
        }
        Connection after = connect("customer");
        assertThat(number(after, "SELECT n FROM gated WHERE id = 1")).isEqualTo(1);
        assertThat(number(after, "SELECT COUNT(*) FROM gated")).isEqualTo(4);
    }

    @Test
    void openTransactionsGoOnAndNewOnesWait() throws Exception {
        Connection open = connect("customer");
        open.setAutoCommit(false);
        update(open, CHANGE_RIGHT);
        close();

        assertRuns(() -> update(open, CHANGE_LEFT));
        Future<Long> begun = threads.submit(() -> {
            Connection later = connect("customer");
            later.setAutoCommit(false);
            long changed = update(later, "UPDATE gated SET n = n + 10 WHERE id = 1");
            later.commit();
            return changed;
        });
        TimeUnit.MILLISECONDS.sleep(A_WHILE_MILLIS);
        assertThat(begun).isNotDone();
        open.commit();

        cluster.openGate("customer");

        assertThat(get(begun)).isEqualTo(1);
        assertThat(number(connect("customer"), "SELECT n FROM gated WHERE id = 1"))
                .isEqualTo(11);
    }

    @Test
    void theFirstOfSeveralStatementsIsNotRepeatedWhenTheSecondHasWaited() throws Exception {
        Connection connection = connect("customer", "allowMultiQueries=true");
        close();
        Future<Boolean> both =
                threads.submit(() -> connection.createStatement().execute(CHANGE_RIGHT + "; " + CHANGE_LEFT));
        TimeUnit.MILLISECONDS.sleep(A_WHILE_MILLIS);
        assertThat(both).isNotDone();
        assertThat(number(connect("customer"), "SELECT n FROM gated WHERE id = 4"))
                .isEqualTo(1);

        cluster.openGate("customer");

        get(both);
        assertThat(number(connect("customer"), "SELECT SUM(n) FROM gated")).isEqualTo(2);
    }

    @Test
    void whoWaitsTooLongIsToldWhy() throws Exception {
        try (ProxyNode hasty = cluster.anotherProxy(Proxies.Times.standard().withGate(Duration.ofMillis(400)));
                Connection connection = Proxies.connect(hasty.proxy().address().getPort(), "customer")) {
            close();
            assertThat(cluster.proxies().awaitAcknowledged(closed, AT_ONCE)).isEmpty();

            assertThatThrownBy(() -> update(connection, CHANGE_LEFT))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(LOCK_WAIT_TIMEOUT))
                    .hasMessageContaining("Lock wait timeout exceeded")
                    .hasMessageContaining(REASON);

            cluster.openGate("customer");
            assertThat(update(connection, CHANGE_LEFT)).isEqualTo(1);
        }
    }

    @Test
    void whoWaitsCanBeKilledAndMayGoAway() throws Exception {
        Connection killed = connect("customer");
        Connection gone = connect("customer");
        long id = number(killed, "SELECT CONNECTION_ID()");
        close();
        Future<Long> interrupted = threads.submit(() -> update(killed, CHANGE_LEFT));
        threads.submit(() -> update(gone, CHANGE_LEFT));
        TimeUnit.MILLISECONDS.sleep(A_WHILE_MILLIS);

        gone.abort(Runnable::run);
        update(connect("commerce"), "KILL QUERY " + id);

        assertThatThrownBy(() -> get(interrupted))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(INTERRUPTED));
        cluster.openGate("customer");
        assertThat(update(killed, CHANGE_LEFT)).isEqualTo(1);
        assertThat(number(killed, "SELECT n FROM gated WHERE id = 1")).isEqualTo(1);
    }

    @Test
    void aProxyIsDrainedWhenWhatItBeganBeforeHasEnded() throws Exception {
        try (ProxyNode another = cluster.anotherProxy(Proxies.Times.standard());
                Connection slow = Proxies.connect(another.proxy().address().getPort(), "customer/-80")) {
            Future<Long> running = threads.submit(() -> number(slow, "SELECT SLEEP(1.5) FROM gated LIMIT 1"));
            await().atMost(AT_ONCE).until(() -> another.proxy().oldestRunningVersion() != Long.MAX_VALUE);
            // Waits for the gate of another keyspace do not hold anybody up.
            close();
            Future<Long> waiting = threads.submit(() -> update(connect("customer"), CHANGE_LEFT));

            assertThat(cluster.proxies().awaitAcknowledged(closed, AT_ONCE)).isEmpty();
            assertThat(cluster.proxies().awaitDrained(closed, Duration.ofMillis(200)))
                    .extracting(ProxyRecord::address)
                    .containsExactly(address(another));
            assertThat(running).isNotDone();
            assertThat(cluster.proxies().awaitDrained(closed, Duration.ofSeconds(10)))
                    .isEmpty();
            get(running);
            assertThat(waiting).isNotDone();
            cluster.openGate("customer");
            get(waiting);
        }
    }

    private long closed;

    /** Closes the gate of -80 and waits until the proxy has seen it. */
    private void close() {
        closed = cluster.closeGate("customer", LEFT, REASON);
        cluster.awaitRevision(closed);
    }

    private static String address(ProxyNode proxy) {
        return "127.0.0.1:" + proxy.proxy().address().getPort();
    }

    private Connection connect(String target, String... options) throws SQLException {
        Connection connection = cluster.connect(target.replace("/", "%2F"), options);
        synchronized (connections) {
            connections.add(connection);
        }
        return connection;
    }

    private <T> void assertRuns(Callable<T> call) throws Exception {
        threads.submit(call).get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T get(Future<T> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    private static long update(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
