package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.proxy.bootstrap.ProxyNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements that wait for a lock, and whoever ends them: kills, timeouts, clients and a proxy that go away. */
@ParameterizedClass(name = "on {0}")
@MethodSource("io.shardgate.tests.Flavors#all")
@Timeout(120)
class InterruptionIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int INTERRUPTED = 1317;
    private static final String CHANGE = "UPDATE interrupted SET n = n + 1 WHERE id = 1";

    private static Cluster cluster;

    @Parameter
    FlavorChoice.Wish flavor;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeParameterizedClassInvocation
    static void start(FlavorChoice.Wish flavor) {
        cluster = Flavors.clusterOrSkip(flavor);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        try (Connection connection = cluster.connect("commerce");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS interrupted");
            statement.execute("CREATE TABLE interrupted (id INT PRIMARY KEY, n INT)");
            statement.execute("INSERT INTO interrupted VALUES (1, 0), (2, 0)");
        }
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void killQueryEndsAnotherConnectionsStatementAndNothingElse() throws Exception {
        try (Connection holder = cluster.connect("commerce");
                Connection victim = cluster.connect("commerce");
                Connection killer = cluster.connect("commerce")) {
            lockRow(holder);
            long id = connectionId(victim);
            CompletableFuture<Integer> blocked = changeLater(victim);
            awaitLockWait();

            killer.createStatement().execute("KILL QUERY " + id);

            assertErrno(blocked, INTERRUPTED);
            assertThat(number(victim, "SELECT n FROM interrupted WHERE id = 2")).isZero();
            holder.rollback();
            assertThat(victim.createStatement().executeUpdate(CHANGE)).isEqualTo(1);
        }
    }

    @Test
    void aDriversQueryTimeoutEndsTheStatement() throws Exception {
        try (Connection holder = cluster.connect("commerce");
                Connection waiting = cluster.connect("commerce");
                Statement statement = waiting.createStatement()) {
            lockRow(holder);
            statement.setQueryTimeout(1);

            assertThatThrownBy(() -> statement.executeUpdate(CHANGE)).isInstanceOf(SQLTimeoutException.class);

            assertThat(number(waiting, "SELECT n FROM interrupted WHERE id = 2"))
                    .isZero();
        }
    }

    @Test
    void theProxysOwnTimeoutEndsTheStatement() throws Exception {
        try (ProxyNode another = cluster.anotherProxy(Proxies.Times.standard().withQuery(Duration.ofMillis(500)));
                Connection holder = cluster.connect("commerce");
                Connection waiting = connect(another)) {
            lockRow(holder);

            assertThatThrownBy(() -> waiting.createStatement().executeUpdate(CHANGE))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(INTERRUPTED));

            assertThat(number(waiting, "SELECT n FROM interrupted WHERE id = 2"))
                    .isZero();
        }
    }

    @Test
    void aClientThatGoesAwayInATransactionLeavesNoLocks() throws Exception {
        Connection holder = cluster.connect("commerce");
        lockRow(holder);

        holder.abort(Runnable::run);

        try (Connection next = cluster.connect("commerce");
                Statement statement = next.createStatement()) {
            statement.execute("SET SESSION innodb_lock_wait_timeout = 2");
            assertThat(statement.executeUpdate(CHANGE)).isEqualTo(1);
            assertThat(number(next, "SELECT n FROM interrupted WHERE id = 1")).isEqualTo(1);
        }
    }

    @Test
    void aClientThatGoesAwayDuringAStatementLeavesNoLocks() throws Exception {
        try (Connection holder = cluster.connect("commerce");
                Connection next = cluster.connect("commerce");
                Statement statement = next.createStatement()) {
            lockRow(holder);
            Connection gone = cluster.connect("commerce");
            gone.setAutoCommit(false);
            gone.createStatement().executeUpdate("UPDATE interrupted SET n = 7 WHERE id = 2");
            changeLater(gone);
            awaitLockWait();

            gone.abort(Runnable::run);

            // The lock on row 1 is still held, so the statement on it would wait on, and keep that on row 2.
            statement.execute("SET SESSION innodb_lock_wait_timeout = 5");
            assertThat(statement.executeUpdate("UPDATE interrupted SET n = n + 1 WHERE id = 2"))
                    .isEqualTo(1);
            assertThat(number(next, "SELECT n FROM interrupted WHERE id = 2")).isEqualTo(1);
        }
    }

    @Test
    void aProxyThatStopsLetsStatementsAndTransactionsFinish() throws Exception {
        ProxyNode stopping = cluster.anotherProxy(Proxies.Times.standard().withDrain(LONG));
        // Not closed: it would be rolled back first, and the proxy has left by then.
        Connection inTransaction = connect(stopping);
        try (Connection idle = connect(stopping);
                Connection running = connect(stopping)) {
            lockRow(inTransaction);
            CompletableFuture<Integer> blocked = changeLater(running);
            awaitLockWait();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close, threads);

            awaitGone(idle);
            assertThatThrownBy(() -> connect(stopping)).isInstanceOf(SQLException.class);
            inTransaction.createStatement().executeUpdate("UPDATE interrupted SET n = 5 WHERE id = 2");
            assertThat(stopped).isNotDone();
            inTransaction.commit();
            assertThat(blocked.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            stopped.get(30, TimeUnit.SECONDS);
        }
        try (Connection after = cluster.connect("commerce")) {
            assertThat(number(after, "SELECT n FROM interrupted WHERE id = 1")).isEqualTo(2);
            assertThat(number(after, "SELECT n FROM interrupted WHERE id = 2")).isEqualTo(5);
        }
    }

    @Test
    void aProxyThatStopsCutsOffATransactionAtItsDeadline() throws Exception {
        ProxyNode stopping = cluster.anotherProxy(Proxies.Times.standard().withDrain(Duration.ofSeconds(1)));
        try (Connection inTransaction = connect(stopping);
                Connection next = cluster.connect("commerce")) {
            lockRow(inTransaction);

            stopping.close();

            assertThatThrownBy(inTransaction::commit).isInstanceOf(SQLException.class);
            assertThat(next.createStatement().executeUpdate(CHANGE)).isEqualTo(1);
            assertThat(number(next, "SELECT n FROM interrupted WHERE id = 1")).isEqualTo(1);
        }
    }

    private static Connection connect(ProxyNode proxy) throws SQLException {
        return Proxies.connect(proxy.proxy().address().getPort(), "commerce", "socketTimeout=60000");
    }

    /** Begins a transaction that has changed row 1. */
    private static void lockRow(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate(CHANGE);
    }

    private CompletableFuture<Integer> changeLater(Connection connection) {
        var outcome = new CompletableFuture<Integer>();
        threads.execute(() -> {
            try (Statement statement = connection.createStatement()) {
                outcome.complete(statement.executeUpdate(CHANGE));
            } catch (SQLException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private static void assertErrno(CompletableFuture<Integer> outcome, int errno) {
        assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(errno));
    }

    private static long connectionId(Connection connection) throws SQLException {
        return number(connection, "SELECT CONNECTION_ID()");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Waits until the change of row 1 has come as far as the lock that stops it. */
    private static void awaitLockWait() throws Exception {
        var server = cluster.shard("commerce/0");
        try (Connection dba = server.connect(server.accounts().dba())) {
            await().atMost(LONG)
                    .until(() -> number(
                                    dba,
                                    "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                            > 0);
        }
    }

    private static void awaitGone(Connection connection) {
        await().atMost(LONG).until(() -> !connection.isValid(10));
    }
}
