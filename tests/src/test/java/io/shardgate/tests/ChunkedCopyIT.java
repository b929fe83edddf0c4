package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
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
 * A copy that is stopped within a table goes on within it, whatever its key is and however rows were changed meanwhile.
 *
 * <p>{@code -Dcopy.kills=20} for more interruptions, {@code -Dcopy.seed=N} to repeat one run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChunkedCopyIT {

    private static final int KILLS = Integer.getInteger("copy.kills", 3);
    private static final long SEED = Long.getLong("copy.seed", System.nanoTime());
    private static final int ROWS = 1_500;
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String VSCHEMA =
            "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"},\"loose\":{\"type\":\"unicode_loose_md5\"},"
                    + "\"bytes\":{\"type\":\"binary_md5\"}},\"tables\":{"
                    + "\"numbered\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]},"
                    + "\"named\":{\"column_vindexes\":[{\"column\":\"name\",\"name\":\"loose\"}]},"
                    + "\"composed\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]},"
                    + "\"binaries\":{\"column_vindexes\":[{\"column\":\"k\",\"name\":\"bytes\"}]}}}";

    /** By table: how it is made, and the values of its key for a number. */
    private static final Map<String, String> TABLES = Map.of(
            "numbered",
            "id bigint unsigned, n int not null, filler varchar(60), primary key(id)",
            "named",
            "name varchar(40) character set utf8mb4 collate utf8mb4_general_ci, n int not null, filler varchar(60),"
                    + " primary key(name)",
            "composed",
            "kind enum('b','a','c'), day date, amount decimal(8,2), id bigint, n int not null, filler varchar(60),"
                    + " primary key(kind, day, amount, id)",
            "binaries",
            "k varbinary(12), n int not null, filler varchar(60), primary key(k)");

    private static String key(String table, int number) {
        return switch (table) {
            // Half of them beyond what is signed, so that their order counts.
            case "numbered" -> number % 2 == 0 ? "" + number : Long.toUnsignedString(-1L - number);
            case "named" ->
                "'" + List.of("Ä", "a", "B", "ß", "é", "_", "😀").get(number % 7) + (number % 2 == 0 ? "x" : "X")
                        + number + "'";
            case "composed" ->
                "'" + "abc".charAt(number % 3) + "', '2020-01-" + String.format("%02d", 1 + number % 28) + "', "
                        + (number % 11 - 5) + ".5, " + number;
            case "binaries" ->
                "x'" + String.format("%02x", number * 37 % 256)
                        + Integer.toHexString(number | 1 << 16).substring(1) + "'";
            default -> throw new IllegalArgumentException(table);
        };
    }

    private static String where(String table, int number) {
        return switch (table) {
            case "numbered" -> "id = " + key(table, number);
            case "named" -> "name = " + key(table, number);
            case "composed" -> "(kind, day, amount, id) = (" + key(table, number) + ")";
            case "binaries" -> "k = " + key(table, number);
            default -> throw new IllegalArgumentException(table);
        };
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void whatWasCopiedIsKeptUpToDateAndTheRestFollows(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        System.err.printf("copy.seed=%d on %s%n", SEED, flavor);
        Random random = new Random(SEED);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            prepare(deployment);
            AtomicBoolean ended = new AtomicBoolean();
            Future<?> load = threads.submit(() -> change(deployment, random.nextLong(), ended));
            long copied = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                Future<?> running = threads.submit(() -> deployment.post("SplitClone -min_rows_per_chunk=300"
                        + " -write_query_max_rows=20 -max_tps=25 -source_reader_count=3 customer/0"));
                TimeUnit.MILLISECONDS.sleep(1_500 + random.nextInt(1_500));
                admin.killAndRestart();
                running.cancel(true);
                long now = recorded(deployment);
                assertThat(now).as("rows copied").isGreaterThanOrEqualTo(copied);
                copied = now;
            }
            assertThat(copied).as("rows copied in attempts that were stopped").isPositive();

            await().atMost(Duration.ofSeconds(60)).until(() -> deployment.succeeds("SplitClone customer/0"));
            deployment.awaitStreams("customer/0");
            TimeUnit.MILLISECONDS.sleep(500);
            ended.set(true);
            load.get(60, TimeUnit.SECONDS);

            for (String target : TARGETS) {
                assertThat(deployment
                                .command("SplitDiff " + target)
                                .lines()
                                .filter(line -> line.contains("checks out")))
                        .hasSize(TABLES.size());
            }
            for (String table : TABLES.keySet()) {
                assertThat(count(deployment.server(200), table) + count(deployment.server(300), table))
                        .isEqualTo(count(deployment.server(100), table));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void aCopyWaitsForReplicasThatAreTooFarBehind(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            prepare(deployment);
            // Until it has heard its master once, nobody can tell how far it is behind.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> deployment
                            .command("ListAllTablets -health")
                            .matches("(?s).*zone1-0000000201 [^\n]* lag .*"));
            execute(deployment.server(201), "stop slave");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> deployment
                            .command("ListAllTablets -health")
                            .matches("(?s).*zone1-0000000201 [^\n]* lag ([2-9]|[0-9]{2,})\\..*"));
            Future<String> copy = threads.submit(
                    () -> deployment.command("SplitClone -max_replication_lag=1 -write_query_max_rows=100 customer/0"));
            TimeUnit.SECONDS.sleep(3);
            assertThat(copy.isDone()).isFalse();
            assertThat(recorded(deployment)).isZero();

            execute(deployment.server(201), "start slave");

            assertThat(copy.get(60, TimeUnit.SECONDS))
                    .contains("waiting: tablet zone1-0000000201 is ", "numbered: copy done, copied " + ROWS + " rows");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void execute(LocalServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void prepare(Deployment deployment) throws Exception {
        deployment.addShard("customer/0", "replica", "rdonly");
        StringBuilder sql = new StringBuilder();
        TABLES.forEach((table, columns) -> sql.append("create table ")
                .append(table)
                .append('(')
                .append(columns)
                .append("); "));
        deployment.command("ApplySchema -sql \"" + sql + "\" customer");
        deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
        LocalServer source = deployment.server(100);
        try (Connection connection = source.connect(source.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("use customer");
            for (String table : TABLES.keySet()) {
                List<String> rows = new ArrayList<>();
                for (int number = 0; number < ROWS; number++) {
                    rows.add("(" + key(table, number) + ", 0, repeat('x', 50))");
                }
                statement.executeUpdate("insert into " + table + " values " + String.join(", ", rows));
            }
        }
        for (String target : TARGETS) {
            deployment.addShard(target, "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 " + target);
        }
    }

    /** Inserts, changes and deletes rows, and gives them other keys, all over the tables. */
    private static Void change(Deployment deployment, long seed, AtomicBoolean ended) throws Exception {
        Random random = new Random(seed);
        List<String> tables = List.copyOf(TABLES.keySet());
        LocalServer source = deployment.server(100);
        try (Connection connection = source.connect(source.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("use customer");
            for (int turn = 0; !ended.get(); turn++) {
                String table = tables.get(random.nextInt(tables.size()));
                int number = random.nextInt(ROWS * 2);
                switch (random.nextInt(4)) {
                    case 0 ->
                        statement.executeUpdate("insert ignore into " + table + " values (" + key(table, number) + ", "
                                + turn + ", 'new')");
                    case 1 ->
                        statement.executeUpdate(
                                "update " + table + " set n = " + turn + " where " + where(table, number));
                    case 2 -> statement.executeUpdate("delete from " + table + " where " + where(table, number));
                    default -> move(statement, table, number, random.nextInt(ROWS * 2));
                }
                TimeUnit.MILLISECONDS.sleep(3);
            }
        }
        return null;
    }

    private static void move(Statement statement, String table, int from, int to) throws SQLException {
        String[] values = key(table, to).split(", ", -1);
        String set = switch (table) {
            case "numbered" -> "id = " + values[0];
            case "named" -> "name = " + values[0];
            case "composed" ->
                "kind = " + values[0] + ", day = " + values[1] + ", amount = " + values[2] + ", id = " + values[3];
            case "binaries" -> "k = " + values[0];
            default -> throw new IllegalArgumentException(table);
        };
        statement.executeUpdate("update ignore " + table + " set " + set + " where " + where(table, from));
    }

    /** How many rows the targets' records say are copied. */
    private static long recorded(Deployment deployment) throws SQLException {
        return recorded(deployment.server(200)) + recorded(deployment.server(300));
    }

    private static long recorded(LocalServer server) throws SQLException {
        return number(server, "select coalesce(sum(row_count), 0) from _shardgate.chunk");
    }

    private static long count(LocalServer server, String table) throws SQLException {
        return number(server, "select count(*) from customer." + table);
    }

    private static long number(LocalServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
