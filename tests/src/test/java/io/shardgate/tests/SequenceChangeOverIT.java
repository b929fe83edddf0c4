package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables whose ids AUTO_INCREMENT makes go over to sequences, as in the guide's 301, while applications insert through two
 * proxies: none of their statements fails, and no id is made twice.
 */
class SequenceChangeOverIT {

    private static final int ROUNDS = 6;
    private static final long APART = 1_000_000;

    private static final String BY_SERVERS = "{\"tables\":{\"customer\":{},\"corder\":{}}}";

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    private static String fromSequences(int round) {
        return "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
                + fromSequence("customer", "customer_id", "customer_seq_" + round) + ","
                + fromSequence("corder", "order_id", "order_seq_" + round) + "}}";
    }

    private static String fromSequence(String table, String column, String sequence) {
        return "\"%s\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}],".formatted(table)
                + "\"auto_increment\":{\"column\":\"%s\",\"sequence\":\"%s\"}}".formatted(column, sequence);
    }

    private static Deployment deployment(FlavorChoice.Wish flavor, Path folder) throws Exception {
        Deployment deployment = Deployment.start(flavor, folder);
        deployment.addShard("commerce/0", "replica");
        deployment.addShard("customer/0", "replica");
        deployment.addProxy();
        deployment.addProxy();
        deployment.command("ApplySchema -sql 'create table customer(customer_id bigint not null auto_increment,"
                + " email varbinary(128), primary key(customer_id)); create table corder(order_id bigint not null"
                + " auto_increment, customer_id bigint, sku varbinary(128), primary key(order_id))' customer");
        return deployment;
    }

    /** Far apart from round to round, so that ids of all rounds differ whatever a proxy still has of an earlier one. */
    private static void createSequences(Deployment deployment, int round, long first) throws Exception {
        List<String> tables = List.of("customer_seq_" + round, "order_seq_" + round);
        for (String table : tables) {
            deployment.command("ApplySchema -sql \"create table " + table
                    + "(id int, next_id bigint, cache bigint, primary key(id)) comment 'vitess_sequence';"
                    + " insert into " + table + " values (0, " + first + ", 20)\" commerce");
        }
        deployment.command("ApplyVSchema -vschema '{\"tables\":{\""
                + String.join("\":{\"type\":\"sequence\"},\"", tables) + "\":{\"type\":\"sequence\"}}}' commerce");
    }

    @ParameterizedTest
    @MethodSource("flavors")
    @Timeout(180)
    void noInsertFailsOrCollidesBetweenTheTwoWaysOfMakingIds(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = deployment(flavor, folder)) {
            Clients clients = new Clients(deployment);
            clients.start();
            for (int round = 1; round <= ROUNDS; round++) {
                createSequences(deployment, round, APART * round);
                String said = deployment.command("ApplyVSchema -vschema '" + fromSequences(round) + "' customer");
                assertThat(said).contains("writes waited for");
                clients.awaitMore(40);
                if (round < ROUNDS) {
                    deployment.command("ApplyVSchema -vschema '" + BY_SERVERS + "' customer");
                    clients.awaitMore(40);
                }
            }
            deployment.command("ApplySchema -sql 'alter table customer change customer_id customer_id bigint not null;"
                    + " alter table corder change order_id order_id bigint not null' customer");
            clients.awaitMore(40);
            clients.end();

            assertThat(clients.failures).isEmpty();
            try (Connection customer = deployment.connect(0, "customer")) {
                assertThat(number(customer, "select count(*) from customer")).isEqualTo(clients.customers.size());
                assertThat(number(customer, "select count(*) from corder")).isEqualTo(clients.orders.size());
                assertThat(number(customer, "select count(*) from customer where customer_id >= " + APART * ROUNDS))
                        .isGreaterThanOrEqualTo(40);
            }
            System.out.println(flavor + ": " + clients.customers.size() + " customers during " + (2 * ROUNDS - 1)
                    + " changes of who makes their ids");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    @Timeout(120)
    void idsThatAProxyKeptFromBeforeTheTableHadThemAreNotGivenOut(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = deployment(flavor, folder);
                Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            createSequences(deployment, 1, 1000);
            long kept = number(customer, "select next value from commerce.customer_seq_1") + 1;
            statement.execute("insert into customer values (" + kept + ", 'alice@domain.com')");

            deployment.command("ApplyVSchema -vschema '" + fromSequences(1) + "' customer");

            statement.execute("insert into customer(email) values ('bob@domain.com')");
            assertThat(number(customer, "select last_insert_id()")).isGreaterThan(kept);
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    @Timeout(120)
    void aChangeThatCouldMakeAnIdTwiceIsRefusedAndNobodyWaitsAfterwards(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = deployment(flavor, folder);
                Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            createSequences(deployment, 1, 1000);
            statement.execute("insert into customer values (1000, 'alice@domain.com')");

            HttpResponse<String> behind = deployment.post("ApplyVSchema -vschema '" + fromSequences(1) + "' customer");
            assertThat(behind.body())
                    .contains(
                            "the sequence commerce.customer_seq_1 goes on with 1000, and customer/0 has customer_id up to"
                                    + " 1000")
                    .contains("The VSchema was not changed.")
                    .doesNotContain("order_seq");

            statement.execute("delete from customer");
            customer.setAutoCommit(false);
            statement.execute("insert into customer(email) values ('bob@domain.com')");
            HttpResponse<String> open = deployment.post("ApplyVSchema -vschema '" + fromSequences(1) + "' customer");
            assertThat(open.body()).contains("did not end within 2000 ms", "The VSchema was not changed.");
            statement.execute("delete from customer");
            customer.commit();
            customer.setAutoCommit(true);

            statement.execute("insert into customer(customer_id, email) values (7, 'charlie@domain.com')");
            deployment.command("ApplyVSchema -vschema '" + fromSequences(1) + "' customer");
            statement.execute("insert into customer(email) values ('dan@domain.com')");
            assertThat(number(customer, "select customer_id from customer where email = 'dan@domain.com'"))
                    .isEqualTo(1000);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Half of them at each proxy; each adds a customer and its order, in one transaction or in two statements. */
    private static final class Clients {

        private static final int COUNT = 6;

        private final Deployment deployment;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong done = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        private final Set<Long> customers = ConcurrentHashMap.newKeySet();
        private final Set<Long> orders = ConcurrentHashMap.newKeySet();

        Clients(Deployment deployment) {
            this.deployment = deployment;
        }

        void start() {
            for (int client = 0; client < COUNT; client++) {
                int number = client;
                Thread thread = new Thread(() -> run(number));
                threads.add(thread);
                thread.start();
            }
        }

        private void run(int number) {
            try (Connection connection = deployment.connect(number % 2, "customer")) {
                connection.setAutoCommit(number < 2);
                while (!ended.get()) {
                    long customer = insert(
                            connection, "insert into customer(email) values (?)", "client-" + number + "@domain.com");
                    long order = insert(
                            connection,
                            "insert into corder(customer_id, sku) values (" + customer + ", ?)",
                            "SKU-1001");
                    if (!connection.getAutoCommit()) {
                        connection.commit();
                    }
                    assertThat(customers.add(customer))
                            .as("customer %s is new", customer)
                            .isTrue();
                    assertThat(orders.add(order)).as("order %s is new", order).isTrue();
                    done.incrementAndGet();
                }
            } catch (SQLException | RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }

        private static long insert(Connection connection, String sql, String value) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
                insert.setString(1, value);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong(1);
                }
            }
        }

        void awaitMore(int count) throws InterruptedException {
            long wanted = done.get() + count;
            while (done.get() < wanted && failures.isEmpty()) {
                Thread.sleep(10);
            }
        }

        void end() throws InterruptedException {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
