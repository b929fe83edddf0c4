package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shard is split while clients of two proxies go on writing and reading. */
@Timeout(300)
class ReshardingIT {

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"},"
            + "\"md5\":{\"type\":\"unicode_loose_md5\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}]},"
            + "\"kinds\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]},"
            + "\"named\":{\"column_vindexes\":[{\"column\":\"name\",\"name\":\"md5\"}]}}}";

    private static final List<String> TABLES = List.of(
            "create table customer(customer_id bigint primary key, email varchar(100), n bigint not null)",
            "create table named(name varchar(40) not null, part int not null, note varchar(40), primary key (name, part))"
                    + " character set utf8mb4",
            "create table kinds(id bigint not null primary key, tiny tinyint unsigned, small smallint, med mediumint"
                    + " unsigned, big bigint unsigned, de decimal(30,10), fl float, dou double, yr year, name varchar(60),"
                    + " latin varchar(40) character set latin1, wide varchar(20) character set utf16, txt text,"
                    + " bin varbinary(60), fixed binary(4), blo blob, da date, ti time(3), dt datetime(6), st timestamp(3)"
                    + " null, bits bit(20), js json, en enum('a', 'b''c', 'ü'), se set('x', 'y', 'z'), ge geometry,"
                    + " doubled bigint as (small * 2) stored) character set utf8mb4");

    private static final List<String> KINDS = List.of(
            "255, -32768, 16777215, 18446744073709551615, 12345678901234567890.0123456789, 0.1, 1.7976931348623157e308,"
                    + " 1999, 'it''s \\\\ \"q\"', 'été', '中文', 'line\\nline', x'00ff27225c0a', 'ab', x'c3', '2024-02-29',"
                    + " '-838:59:59.000', '2024-02-29 23:59:59.999999', '2001-01-01 00:00:01.5',"
                    + " b'10000000000000000001', '{\"k\": [1, 2.5, \"ü\", null]}', 'b''c', 'x,z', point(1.5, -2)",
            "null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,"
                    + " null, null, null, null, null, null",
            "0, 0, 0, 0, -0.0000000001, -3.4e38, -1e-300, 2155, '😀', '', '', '', '', '', '', '1000-01-01', '00:00:00.001',"
                    + " '9999-12-31 00:00:00', '2030-06-30 12:00:00', b'0', '\"plain\"', 'ü', '', linestring(point(0, 0),"
                    + " point(1, 1))",
            json(
                    "'{\"a\": 1e20, \"b\": -0.0, \"c\": 5e-324, \"d\": 123456789012345678901234567890, \"e\": 18446744073709551615,"
                            + " \"f\": -9223372036854775808, \"g\": 1.0, \"h\": 0.1, \"i\": 65536, \"j\": -32769, \"k\": true}'"),
            json(
                    "json_object('', '', 'quoted', '\"\\\\/\t\r\n', 'other', concat(char(1, 8, 12, 31, 127 using utf8mb4), '\u2028😀'),"
                            + " 'é', json_array(json_array(), json_object(), false, null))"),
            json(
                    "json_object('da', cast('2024-02-29' as date), 'dt', cast('0999-01-02 03:04:05.000007' as datetime(6)),"
                            + " 'ti', cast('-100:34:56.5' as time(6))/*!80000 , 'bi', x'00ff', 'bit', b'101',"
                            + " 'long', cast(repeat('bytes', 50) as binary)*/)"),
            json("json_array(repeat('long ', 20000), json_object('k', repeat('y', 300)), 70000)"),
            json("'[]'"),
            json("'null'"),
            json("'-1.5'"));

    private static String json(String expression) {
        return "null, ".repeat(20) + expression + ", null, null, null";
    }

    /** Of values in a form in which no two different ones look the same. */
    private static final String ALL_KINDS = "select id, tiny, small, med, big, de, fl + 0e0, dou, yr, hex(name),"
            + " hex(latin), hex(wide), hex(txt), hex(bin), hex(fixed), hex(blo), da, ti, dt, st, hex(bits), cast(js as"
            + " char), hex(en), hex(se), hex(ge), doubled from kinds order by id";

    /** What MySQL and MariaDB say. */
    private static final List<Integer> ACCOUNT_LOCKED = List.of(3118, 4151);

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void aSplitThereAndBackUnderLoadLosesNothingAndFailsNoStatement(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica", "replica", "rdonly");
            deployment.addProxy();
            deployment.addProxy();
            for (String table : TABLES) {
                deployment.command("ApplySchema -sql \"" + table.replace("\"", "\\\"") + "\" customer");
            }
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            fill(deployment);
            deployment.addShard("customer/-80", "replica", "replica", "rdonly");
            deployment.addShard("customer/80-", "replica", "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 customer/-80");
            deployment.command("CopySchemaShard customer/0 customer/80-");
            List<Future<Map<Long, Long>>> load = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int client = i;
                load.add(threads.submit(() -> write(deployment, client)));
            }

            assertThat(deployment.command("SplitClone customer/0"))
                    .contains("State: done", "Success:", "kinds: copy done, copied " + KINDS.size() + " rows");
            assertThat(deployment.post("SplitClone customer/0").body()).contains("has filtered replication already");
            changeKinds(deployment);
            assertThat(deployment.command("WaitForFilteredReplication -max_delay=20s customer/-80"))
                    .contains("has caught up");
            deployment.command("MigrateServedTypes customer/0 rdonly");
            deployment.command("MigrateServedTypes customer/0 replica");
            assertThat(deployment
                            .post("MigrateServedTypes -require_proof customer/0 master")
                            .body())
                    .contains("no SplitDiff has compared customer/-80, customer/80-", "Nothing was migrated");
            deployment.command("MigrateServedTypes -reverse customer/0 replica");
            deployment.command("MigrateServedTypes -reverse customer/0 rdonly");
            for (String shard : List.of("customer/-80", "customer/80-")) {
                assertThat(deployment.command("SplitDiff " + shard))
                        .containsPattern("Table customer checks out \\(\\d+ rows processed, \\d+ qps\\)")
                        .contains("Table kinds checks out", "Table named checks out");
            }
            assertThat(deployment.post("MigrateServedTypes customer/0 master").body())
                    .contains("cannot migrate MASTER away", "REPLICA, RDONLY");
            deployment.command("MigrateServedTypes customer/0 rdonly");
            deployment.command("MigrateServedTypes customer/0 replica");
            long before = writes.get();
            String moved =
                    deployment.command("MigrateServedTypes -reverse_replication -require_proof customer/0 master");
            assertThat(moved)
                    .contains("customer/80- was last found to be as its sources say ")
                    .containsPattern("filtered replication is \\d+ ms behind")
                    .contains("customer master moved from 0 to -80, 80-");
            assertThat(deployment.command("WaitForDrain -retry_delay=200ms customer/0 master"))
                    .contains("are drained");
            deployment.command("ValidateKeyspace -ping-tablets customer");
            awaitMore(before);
            assertThat(writeDirectly(deployment.server(100))).isIn(ACCOUNT_LOCKED);
            // A server that dies forgets that it was read-only.
            deployment.server(100).kill();
            deployment.server(100).start();
            assertThat(writeDirectly(deployment.server(100))).isIn(ACCOUNT_LOCKED);
            deployment.command("WaitForFilteredReplication -max_delay=20s customer/0");
            assertThat(deployment.command("SplitDiff customer/0")).contains("Table customer checks out");

            deployment.command("MigrateServedTypes customer/-80 replica");
            deployment.command("MigrateServedTypes customer/-80 rdonly");
            before = writes.get();
            String back = deployment.command("MigrateServedTypes -reverse_replication customer/-80 master");
            assertThat(back).contains("customer master moved from -80, 80- to 0");
            awaitMore(before);
            assertThat(writeDirectly(deployment.server(200))).isIn(ACCOUNT_LOCKED);
            ended.set(true);

            Map<Long, Long> expected = new TreeMap<>();
            for (Future<Map<Long, Long>> client : load) {
                expected.putAll(client.get(60, TimeUnit.SECONDS));
            }
            assertThat(failures).isEmpty();
            assertThat(customers(deployment)).isEqualTo(expected);
            assertKindsAreAlike(deployment);
            System.err.printf(
                    "resharding on %s: %d writes, longest %d ms, %s, %s%n",
                    flavor, writes.get(), longestNanos.get() / 1_000_000, moved.strip(), back.strip());
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void aDifferenceIsFoundAndWhatStandsInTheWayIsNamed(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica");
            deployment.addProxy();
            deployment.command("ApplySchema -sql 'create table customer(customer_id bigint primary key, email"
                    + " varchar(100), n bigint); create table strange(a int)' customer");
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            deployment.addShard("customer/-80", "replica");
            deployment.addShard("customer/80-", "replica");
            assertThat(deployment.post("SplitClone customer/0").body()).contains("table strange is not in the VSchema");
            deployment.command("ApplySchema -sql 'drop table if exists strange' customer");
            assertThat(deployment.post("SplitClone customer/0").body())
                    .contains("has 0 rdonly tablets and needs 1", "CopySchemaShard creates what is missing");
            deployment.command("CopySchemaShard customer/0 customer/-80");
            deployment.command("CopySchemaShard customer/0 customer/80-");
            try (Connection customer = deployment.connect(0, "customer");
                    Statement statement = customer.createStatement()) {
                statement.execute("insert into customer values (1, 'a', 0), (2, 'b', 0), (4, 'd', 0), (5, null, 0)");
            }
            assertThat(deployment.post("SplitDiff customer/-80").body()).contains("has no source shard");
            deployment.command("SplitClone -min_healthy_rdonly_tablets=0 customer/0");
            deployment.command("SplitDiff -min_healthy_rdonly_tablets=0 customer/80-");

            LocalServer target = deployment.server(200);
            try (Connection dba = target.connect(target.accounts().dba());
                    Statement statement = dba.createStatement()) {
                statement.execute("update customer.customer set email = 'x' where customer_id = 1");
                statement.execute("delete from customer.customer where customer_id = 2");
                statement.execute("insert into customer.customer values (3, 'c', 0)");
            }
            assertThat(deployment
                            .post("SplitDiff -min_healthy_rdonly_tablets=0 customer/-80")
                            .body())
                    .contains(
                            "Different content in the row customer_id = 1: email is a in the source and x in the destination",
                            "Extra row in the source: customer_id = 2",
                            "Extra row in the destination: customer_id = 3",
                            "table customer has differences: 4 processed, 1 matching, 1 mismatched, 1 extra in the source,"
                                    + " 1 extra in the destination");

            // The stream does not hide it either.
            try (Connection customer = deployment.connect(0, "customer");
                    Statement statement = customer.createStatement()) {
                statement.execute("insert into customer values (6, 'f', 0), (7, 'g', 0), (8, 'h', 0), (9, 'i', 0)");
                statement.execute("update customer set n = 7");
            }
            String status = "";
            for (int i = 0; i < 200 && !status.contains("ERROR"); i++) {
                Thread.sleep(50);
                status = deployment.command("ShowResharding customer/0");
            }
            assertThat(status).contains("lacks the row customer_id = 2");
            try (Connection dba = target.connect(target.accounts().dba());
                    Statement statement = dba.createStatement();
                    ResultSet applied = statement.executeQuery("select count(*) from customer.customer where n = 7")) {
                applied.next();
                assertThat(applied.getLong(1)).isZero();
            }
            deployment.command("CancelResharding customer/0");
            assertThat(deployment.command("ShowResharding customer/0")).contains("no filtered replication");
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void unevenShardsAreMerged(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/-40", "replica", "rdonly");
            deployment.addShard("customer/40-c0", "replica", "rdonly");
            deployment.addShard("customer/c0-", "replica", "rdonly");
            deployment.addProxy();
            for (String table : TABLES) {
                deployment.command("ApplySchema -sql \"" + table.replace("\"", "\\\"") + "\" customer");
            }
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            fill(deployment);
            List<String> before = lines(deployment, "customer", ALL_KINDS);
            deployment.addShard("customer/-c0", "replica", "rdonly");
            deployment.command("CopySchemaShard customer/-40 customer/-c0");

            deployment.command("SplitClone customer/-c0");
            assertThat(deployment.command("SplitDiff customer/-c0"))
                    .contains("Table kinds checks out", "Table named checks out");
            deployment.command("MigrateServedTypes customer/-c0 rdonly");
            deployment.command("SourceShardDelete customer/-c0 2");
            assertThat(deployment.post("MigrateServedTypes customer/-c0 master").body())
                    .contains(
                            "destination customer/-c0 is filled from customer/-40 (key range -40), and should be from"
                                    + " customer/-40 (key range -40), customer/40-c0 (key range 40-c0)",
                            "Nothing was migrated.");
            deployment.command("SourceShardAdd customer/-c0 2 customer/40-c0");
            assertThat(deployment.command("MigrateServedTypes customer/-c0 master"))
                    .contains("customer master moved from -40, 40-c0 to -c0");

            assertThat(lines(deployment, "customer", ALL_KINDS)).isEqualTo(before);
            assertThat(lines(deployment, "customer", "select count(*) from named"))
                    .containsExactly("[300]");
            deployment.command("DeleteShard -recursive customer/-40 customer/40-c0");
            assertThat(lines(deployment, "customer", "select count(*) from named"))
                    .containsExactly("[300]");
        }
    }

    private static void fill(Deployment deployment) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            for (int i = 0; i < KINDS.size(); i++) {
                statement.execute(insertKind(i + 1, KINDS.get(i)));
            }
            for (int i = 0; i < 300; i++) {
                statement.execute("insert into named values ('Name " + i + "', " + i % 7 + ", 'é" + i + "')");
            }
        }
    }

    private static String insertKind(int id, String values) {
        return "insert into kinds(id, tiny, small, med, big, de, fl, dou, yr, name, latin, wide, txt, bin, fixed, blo, da,"
                + " ti, dt, st, bits, js, en, se, ge) values (" + id + ", " + values + ")";
    }

    /** What filtered replication has to carry: all kinds of values, and keys that differ only in case. */
    private static void changeKinds(Deployment deployment) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            for (int i = 0; i < KINDS.size(); i++) {
                statement.execute(insertKind(i + 101, KINDS.get(i)));
            }
            statement.execute(
                    "update kinds set fixed = 'abcd', bits = b'11', yr = 0, en = 'a', ti = '-00:00:00.500' where"
                            + " id = 1");
            statement.execute("update kinds set txt = repeat('ü', 20000), tiny = 200, med = 16000000 where id = 2");
            statement.execute("delete from kinds where id = 3");
            statement.execute("update named set note = 'changed' where name = 'NAME 7' and part = 0");
            statement.execute("delete from named where name = 'name 8'");
        }
    }

    /** Writes ids of its own until the end, each known with the value that was acknowledged last. */
    private Map<Long, Long> write(Deployment deployment, int client) throws SQLException {
        Map<Long, Long> mine = new TreeMap<>();
        Random random = new Random(client);
        long next = 100_000L * client;
        try (Connection connection = deployment.connect(client % 2, "customer");
                Statement statement = connection.createStatement()) {
            while (!ended.get()) {
                long id = mine.isEmpty() || random.nextInt(4) == 0
                        ? next++
                        : List.copyOf(mine.keySet()).get(random.nextInt(mine.size()));
                long begun = System.nanoTime();
                try {
                    if (!mine.containsKey(id)) {
                        statement.executeUpdate("insert into customer values (" + id + ", 'new', 0)");
                        mine.put(id, 0L);
                    } else if (random.nextInt(8) == 0) {
                        statement.executeUpdate("delete from customer where customer_id = " + id);
                        mine.remove(id);
                    } else {
                        assertThat(statement.executeUpdate("update customer set n = n + 1 where customer_id = " + id))
                                .isEqualTo(1);
                        mine.merge(id, 1L, Long::sum);
                    }
                    writes.incrementAndGet();
                } catch (SQLException | AssertionError e) {
                    failures.add(e);
                    return mine;
                }
                longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
            }
        }
        return mine;
    }

    private void awaitMore(long before) throws InterruptedException {
        for (int i = 0; i < 600 && writes.get() < before + 200 && failures.isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertThat(failures).isEmpty();
        assertThat(writes).hasValueGreaterThan(before + 199);
    }

    private static Map<Long, Long> customers(Deployment deployment) throws SQLException {
        Map<Long, Long> found = new TreeMap<>();
        try (Connection customer = deployment.connect(1, "customer");
                Statement statement = customer.createStatement();
                ResultSet rows = statement.executeQuery("select customer_id, n from customer")) {
            while (rows.next()) {
                assertThat(found.put(rows.getLong(1), rows.getLong(2)))
                        .as("a row on two shards")
                        .isNull();
            }
        }
        return found;
    }

    private static void assertKindsAreAlike(Deployment deployment) throws SQLException {
        List<String> old = lines(deployment, "customer%2F0", ALL_KINDS);
        assertThat(old).hasSize(2 * KINDS.size() - 1);
        assertThat(lines(deployment, "customer", ALL_KINDS)).isEqualTo(old);
        String named = "select hex(name), part, hex(note) from named order by 1, 2";
        assertThat(lines(deployment, "customer%2F0", named)).hasSize(299);
        // Proxies do not get in there any more.
        List<String> both = new ArrayList<>(linesThere(deployment.server(200), named));
        both.addAll(linesThere(deployment.server(300), named));
        assertThat(both).containsExactlyInAnyOrderElementsOf(lines(deployment, "customer%2F0", named));
    }

    private static List<String> lines(Deployment deployment, String target, String sql) throws SQLException {
        try (Connection connection = deployment.connect(0, target)) {
            return lines(connection, sql);
        }
    }

    private static List<String> linesThere(LocalServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba())) {
            connection.setCatalog("customer");
            return lines(connection, sql);
        }
    }

    private static List<String> lines(Connection connection, String sql) throws SQLException {
        Outcome outcome = Outcome.of(connection, Sql.of(sql).ordered());
        assertThat(outcome.change()).isEmpty();
        return outcome.rows();
    }

    /** The errno of a write past all proxies. */
    private static int writeDirectly(LocalServer server) {
        String url = "jdbc:mysql://" + server.host() + ":" + server.port()
                + "/customer?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        try (Connection connection = DriverManager.getConnection(
                        url,
                        server.accounts().application().name(),
                        server.accounts().application().password());
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("delete from customer") * -1;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }
}
