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
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever takes part is killed at random moments of splits under load, and comes back; what was acknowledged is there once, on its
 * shard, and the split can be finished.
 *
 * <p>{@code -Dresharding.rounds=50} for more rounds, {@code -Dresharding.victim=PROXY} for one kind only,
 * {@code -Dresharding.flavor=MARIADB} for one kind of servers only, {@code -Dresharding.seed=N} to repeat one.
 */
@Timeout(value = 8, unit = TimeUnit.HOURS)
class ReshardingFaultIT {

    private static final int ROUNDS = Integer.getInteger("resharding.rounds", 3);
    private static final long SEED = Long.getLong("resharding.seed", System.nanoTime());
    private static final int KILLS_OF_A_COPY = 2;
    private static final int ROWS = 5_000;
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}]},"
            + "\"large\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What is killed. */
    enum Victim {
        /** The admin process, whose end no client may notice. */
        CONTROLLER,
        PROXY,
        SOURCE,
        SOURCE_RDONLY,
        DESTINATION
    }

    /** All on MySQL, and of MariaDB what differs most there; what was asked for if something was. */
    static List<Arguments> victimsAndFlavors() {
        String victim = System.getProperty("resharding.victim", "");
        String flavor = System.getProperty("resharding.flavor", "");
        List<Arguments> chosen = new ArrayList<>();
        for (Victim each : Victim.values()) {
            for (FlavorChoice.Wish on : List.of(FlavorChoice.Wish.MYSQL, FlavorChoice.Wish.MARIADB)) {
                boolean isUsual = on == FlavorChoice.Wish.MYSQL || each == Victim.CONTROLLER;
                if ((victim.isEmpty() || victim.equals(each.name()))
                        && (flavor.isEmpty() ? isUsual : flavor.equals(on.name()))) {
                    chosen.add(Arguments.of(each, on));
                }
            }
        }
        return chosen;
    }

    @ParameterizedTest
    @MethodSource("victimsAndFlavors")
    void aSplitSurvivesTheEndOf(
            Victim victim, FlavorChoice.Wish flavor, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        System.err.printf("-Dresharding.seed=%d -Dresharding.victim=%s -Dresharding.flavor=%s%n", SEED, victim, flavor);
        Random random = new Random(SEED);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            prepare(deployment);
            try (ProxyProcess proxy = ProxyProcess.start(flavor, folder, admin.uri())) {
                Killing killing = killing(victim, admin, deployment, proxy, random);
                for (int round = 0; round < ROUNDS; round++) {
                    System.err.printf("round %d of %d, killing %s%n", round + 1, ROUNDS, victim);
                    List<CounterLoad> loads = round(deployment, proxy, killing, random, round * 100_000L);
                    if (victim == Victim.CONTROLLER) {
                        assertThat(loads).extracting(CounterLoad::lastFailure).containsOnly("");
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<CounterLoad> round(
            Deployment deployment, ProxyProcess proxy, Killing killing, Random random, long first) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<CounterLoad> loads = new ArrayList<>();
        List<Future<Void>> running = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            int port = client < 2 ? proxy.port() : deployment.port(0);
            CounterLoad load = new CounterLoad(
                    first + 10_000L * client, () -> Proxies.connect(port, "customer", "connectTimeout=2000"));
            loads.add(load);
            running.add(threads.submit(() -> load.run(ended)));
        }
        // A proxy that has just been started, and is killed soon, might never get to a client otherwise.
        await().atMost(PATIENCE).until(() -> loads.stream().allMatch(load -> load.acknowledged() > 0));
        split(deployment, killing, random);
        ended.set(true);
        for (Future<Void> each : running) {
            each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(CounterLoad.contradictions(loads, customers(deployment, first)))
                .isEmpty();
        assertThat(count(deployment, "large")).isEqualTo(ROWS);
        deployment.awaitStreams("customer/0");
        assertThat(deployment.command("SplitDiff customer/0")).contains("Table customer checks out");
        goBack(deployment);
        return loads;
    }

    /** Ends something as kill -9 does, and after a while starts it again. */
    private interface Killing {
        void killAndRestart() throws Exception;
    }

    private static Killing killing(
            Victim victim, AdminProcess admin, Deployment deployment, ProxyProcess proxy, Random random) {
        return switch (victim) {
            case CONTROLLER -> admin::killAndRestart;
            case PROXY ->
                () -> {
                    proxy.kill();
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
                    proxy.restart();
                };
            case SOURCE -> () -> killAndRestart(deployment.server(100), random);
            case SOURCE_RDONLY -> () -> killAndRestart(deployment.server(101), random);
            case DESTINATION -> () -> killAndRestart(deployment.server(random.nextBoolean() ? 200 : 300), random);
        };
    }

    private static void killAndRestart(LocalServer server, Random random) throws InterruptedException {
        server.kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        server.start();
    }

    private static void prepare(Deployment deployment) throws Exception {
        deployment.addShard("customer/0", "replica", "rdonly");
        deployment.addProxy();
        deployment.command("ApplySchema -sql 'create table customer(customer_id bigint primary key, n bigint not null);"
                + " create table large(id bigint primary key, filler varchar(200) not null)' customer");
        deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            for (int from = 0; from < ROWS; from += 1000) {
                var insert = new StringBuilder("insert into large values ");
                for (int id = from; id < from + 1000; id++) {
                    insert.append(id == from ? "" : ",").append("(").append(id).append(", repeat('x', 150))");
                }
                statement.executeUpdate(insert.toString());
            }
        }
        for (String shard : TARGETS) {
            deployment.addShard(shard, "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 " + shard);
        }
    }

    private void split(Deployment deployment, Killing killing, Random random) throws Exception {
        Future<Boolean> copy = threads.submit(() -> succeeds(
                deployment, "SplitClone -write_query_max_rows=50 -min_rows_per_chunk=500 -max_tps=40 customer/0"));
        for (int kill = 0; kill < KILLS_OF_A_COPY; kill++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            killing.killAndRestart();
        }
        // It goes on by itself, or says that it cannot, and then goes on by command.
        if (!copy.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            await().atMost(PATIENCE)
                    .until(() -> deployment.command("ShowResharding customer/0").contains("customer/0 to ")
                            || deployment.succeeds("SplitClone customer/0"));
        }
        for (String shard : TARGETS) {
            deployment.awaitStreams("customer/0");
            untilDone(deployment, "SplitDiff " + shard);
        }
        killing.killAndRestart();
        untilDone(deployment, "MigrateServedTypes customer/0 rdonly");
        deployment.awaitStreams("customer/0");
        Future<Boolean> cutover =
                threads.submit(() -> succeeds(deployment, "MigrateServedTypes -reverse_replication customer/0 master"));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
        killing.killAndRestart();
        cutover.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!isMoved(deployment)) {
            deployment.awaitStreams("customer/0");
            // Once it has moved the same command would move it back, so nothing but the map says whether to go on.
            await().atMost(PATIENCE)
                    .until(() -> deployment.succeeds("MigrateServedTypes -reverse_replication customer/0 master")
                            || isMoved(deployment));
        }
        assertThat(isMoved(deployment)).isTrue();
        // All that was held up goes on.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> count(deployment, "customer") > 0);
    }

    /** Not if the admin process ended meanwhile, whatever has become of the command. */
    private static boolean succeeds(Deployment deployment, String command) throws InterruptedException {
        try {
            return deployment.succeeds(command);
        } catch (IOException e) {
            return false;
        }
    }

    /** The lock of an admin process that was killed lives on for a while. */
    private static void untilDone(Deployment deployment, String command) {
        await().atMost(PATIENCE).until(() -> deployment.succeeds(command));
    }

    private static boolean isMoved(Deployment deployment) throws IOException, InterruptedException {
        return deployment.command("GetShard customer/-80").matches("(?s).*\"is_primary_serving\"\\s*:\\s*true.*");
    }

    /** Everything as before the split, but for what was written meanwhile. */
    private static void goBack(Deployment deployment) throws Exception {
        untilDone(deployment, "MigrateServedTypes customer/-80 rdonly");
        untilDone(deployment, "MigrateServedTypes customer/-80 master");
        for (int uid : List.of(200, 300)) {
            LocalServer server = deployment.server(uid);
            try (Connection dba = server.connect(server.accounts().dba());
                    Statement statement = dba.createStatement()) {
                statement.execute("truncate table customer.customer");
                statement.execute("truncate table customer.large");
            }
        }
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

    private static long count(Deployment deployment, String table) throws SQLException {
        try (Connection connection = deployment.connect(0, "customer");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
