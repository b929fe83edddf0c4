package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The admin process is killed again and again, at random moments of a split under load, and goes on where it was.
 *
 * <p>{@code -Dresharding.rounds=20} for more rounds, {@code -Dresharding.seed=N} to repeat one.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ReshardingFaultIT {

    private static final int ROUNDS = Integer.getInteger("resharding.rounds", 1);
    private static final long SEED = Long.getLong("resharding.seed", System.nanoTime());
    private static final int KILLS_OF_A_COPY = 3;
    private static final int ROWS = 20_000;

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}]},"
            + "\"large\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]},"
            + "\"larger\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void whoeverComesNextEndsWhatAKilledAdminProcessHasBegun(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        System.err.printf("resharding.seed=%d on %s%n", SEED, flavor);
        Random random = new Random(SEED);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            prepare(deployment);
            for (int round = 0; round < ROUNDS; round++) {
                AtomicBoolean ended = new AtomicBoolean();
                int first = round * 100_000;
                List<Future<Map<Long, Long>>> load = new ArrayList<>();
                for (int client = 0; client < 2; client++) {
                    int from = first + 10_000 * client;
                    load.add(threads.submit(() -> write(deployment, from, ended)));
                }
                splitWithKills(admin, deployment, random);
                ended.set(true);
                Map<Long, Long> expected = new TreeMap<>();
                for (Future<Map<Long, Long>> client : load) {
                    expected.putAll(client.get(60, TimeUnit.SECONDS));
                }
                assertThat(failures).isEmpty();
                assertThat(customers(deployment, first)).isEqualTo(expected);
                assertThat(count(deployment, "customer", "large")).isEqualTo(ROWS);
                goBack(deployment);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void prepare(Deployment deployment) throws Exception {
        deployment.addShard("customer/0", "replica", "rdonly");
        deployment.addProxy();
        deployment.command("ApplySchema -sql 'create table customer(customer_id bigint primary key, n bigint not null);"
                + " create table large(id bigint primary key, filler varchar(200) not null); create table larger like"
                + " large' customer");
        deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            for (String table : List.of("large", "larger")) {
                for (int from = 0; from < ROWS; from += 1000) {
                    var insert = new StringBuilder("insert into " + table + " values ");
                    for (int id = from; id < from + 1000; id++) {
                        insert.append(id == from ? "" : ",")
                                .append("(")
                                .append(id)
                                .append(", repeat('x', 150))");
                    }
                    statement.executeUpdate(insert.toString());
                }
            }
        }
        for (String shard : List.of("customer/-80", "customer/80-")) {
            deployment.addShard(shard, "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 " + shard);
        }
    }

    private void splitWithKills(AdminProcess admin, Deployment deployment, Random random) throws Exception {
        for (int kill = 0; kill < KILLS_OF_A_COPY; kill++) {
            killDuring(admin, deployment, "SplitClone customer/0", random.nextInt(1500));
        }
        if (!deployment.command("ShowResharding customer/0").contains("customer/0 to ")) {
            untilDone(deployment, "SplitClone customer/0");
        }
        for (String shard : List.of("customer/-80", "customer/80-")) {
            deployment.awaitStreams("customer/0");
            assertThat(deployment.command("SplitDiff " + shard)).contains("Table large checks out");
        }
        deployment.command("MigrateServedTypes customer/0 rdonly");
        killDuring(admin, deployment, "MigrateServedTypes -reverse_replication customer/0 master", random.nextInt(400));
        // The one that follows ends the cutover, unasked: then nothing waits any more.
        await().atMost(Duration.ofSeconds(60)).until(() -> count(deployment, "customer", "customer") > 0);
        if (!isMoved(deployment)) {
            deployment.awaitStreams("customer/0");
            // Once it has moved the same command would move it back, so nothing but the map says whether to go on.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> deployment.succeeds("MigrateServedTypes -reverse_replication customer/0 master")
                            || isMoved(deployment));
        }
        assertThat(isMoved(deployment)).isTrue();
    }

    /** The lock of the process that was killed lives on for a while. */
    private static void untilDone(Deployment deployment, String command) {
        await().atMost(Duration.ofSeconds(60)).until(() -> deployment.succeeds(command));
    }

    private static boolean isMoved(Deployment deployment) throws IOException, InterruptedException {
        return deployment.command("GetShard customer/-80").matches("(?s).*\"is_primary_serving\"\\s*:\\s*true.*");
    }

    private void killDuring(AdminProcess admin, Deployment deployment, String command, int afterMillis)
            throws Exception {
        Future<?> running = threads.submit(() -> deployment.post(command));
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        admin.killAndRestart();
        running.cancel(true);
    }

    /** Everything as before the split, but for what was written meanwhile. */
    private static void goBack(Deployment deployment) throws Exception {
        deployment.awaitStreams("customer/0");
        deployment.command("MigrateServedTypes customer/-80 rdonly");
        deployment.command("MigrateServedTypes customer/-80 master");
        for (int uid : List.of(200, 300)) {
            LocalServer server = deployment.server(uid);
            try (Connection dba = server.connect(server.accounts().dba());
                    Statement statement = dba.createStatement()) {
                for (String table : List.of("customer", "large", "larger")) {
                    statement.execute("truncate table customer." + table);
                }
            }
        }
    }

    /** Writes ids of its own until the end, each known with the value that was acknowledged last. */
    private Map<Long, Long> write(Deployment deployment, long first, AtomicBoolean ended) throws SQLException {
        Map<Long, Long> mine = new TreeMap<>();
        Random random = new Random(first);
        long next = first;
        try (Connection connection = deployment.connect(0, "customer");
                Statement statement = connection.createStatement()) {
            while (!ended.get()) {
                if (next < first + 2_000 && (mine.isEmpty() || random.nextInt(5) == 0)) {
                    statement.executeUpdate("insert into customer values (" + next + ", 0)");
                    mine.put(next++, 0L);
                } else {
                    long id = first + random.nextInt((int) (next - first));
                    statement.executeUpdate("update customer set n = n + 1 where customer_id = " + id);
                    mine.merge(id, 1L, Long::sum);
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (SQLException e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return mine;
    }

    private static Map<Long, Long> customers(Deployment deployment, long from) throws SQLException {
        Map<Long, Long> found = new TreeMap<>();
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement();
                ResultSet rows =
                        statement.executeQuery("select customer_id, n from customer where customer_id >= " + from)) {
            while (rows.next()) {
                assertThat(found.put(rows.getLong(1), rows.getLong(2)))
                        .as("a row on two shards")
                        .isNull();
            }
        }
        return found;
    }

    private static long count(Deployment deployment, String target, String table) throws SQLException {
        try (Connection connection = deployment.connect(0, target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
