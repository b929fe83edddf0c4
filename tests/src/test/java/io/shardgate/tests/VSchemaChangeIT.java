package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
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

/** A keyspace with the one shard 0 that becomes sharded and unsharded again while applications use it. */
class VSchemaChangeIT {

    private static final int CHANGES = 30;

    /** In both, since ids of the table's own AUTO_INCREMENT would clash with those of the sequence. */
    private static final String FROM_SEQUENCE =
            "\"auto_increment\":{\"column\":\"customer_id\",\"sequence\":\"customer_seq\"}";

    private static final String UNSHARDED = "{\"tables\":{\"customer\":{" + FROM_SEQUENCE + "}}}";
    private static final String SHARDED = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},"
            + "\"tables\":{\"customer\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}],"
            + FROM_SEQUENCE + "}}}";
    private static final String SEQUENCES = "{\"tables\":{\"customer_seq\":{\"type\":\"sequence\"}}}";

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    @ParameterizedTest
    @MethodSource("flavors")
    @Timeout(180)
    void everyProxyPlansByANewVSchemaWhenTheCommandReturnsAndNoQueryFails(
            FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("commerce/0", "replica");
            deployment.addShard("customer/0", "replica");
            deployment.addProxy();
            deployment.addProxy();
            deployment.command("ApplyVSchema -vschema '" + SEQUENCES + "' commerce");
            try (Connection commerce = deployment.connect(0, "commerce");
                    Statement statement = commerce.createStatement()) {
                statement.execute("create table customer_seq(id int, next_id bigint, cache bigint, primary key(id))"
                        + " comment 'vitess_sequence'");
                statement.execute("insert into customer_seq values (0, 1000000, 50)");
            }
            deployment.command("ApplySchema -sql 'create table customer(customer_id bigint not null,"
                    + " name varchar(50), primary key(customer_id))' customer");
            deployment.command("ApplyVSchema -vschema '" + UNSHARDED + "' customer");

            AtomicBoolean ended = new AtomicBoolean();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            Set<Long> written = ConcurrentHashMap.newKeySet();
            AtomicLong statements = new AtomicLong();
            List<Thread> load = new ArrayList<>();
            for (int client = 0; client < 6; client++) {
                int number = client;
                Thread thread = new Thread(() -> {
                    try (Connection connection = deployment.connect(number % 2, "customer")) {
                        while (!ended.get()) {
                            use(connection, number, written);
                            statements.addAndGet(4);
                        }
                    } catch (SQLException | RuntimeException | AssertionError e) {
                        failures.add(e);
                    }
                });
                load.add(thread);
                thread.start();
            }
            for (int change = 0; change < CHANGES; change++) {
                boolean toSharded = change % 2 == 0;
                deployment.command("ApplyVSchema -vschema '" + (toSharded ? SHARDED : UNSHARDED) + "' customer");
                for (int proxy = 0; proxy < 2; proxy++) {
                    assertThat(plan(deployment, proxy).contains("hash"))
                            .as("change %s, proxy %s: %s", change, proxy, plan(deployment, proxy))
                            .isEqualTo(toSharded);
                }
            }
            ended.set(true);
            for (Thread thread : load) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(statements).hasValueGreaterThan(1000);
            try (Connection customer = deployment.connect(0, "customer");
                    Statement statement = customer.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from customer")) {
                count.next();
                assertThat(count.getLong(1)).isEqualTo(written.size());
            }
            System.out.println(
                    flavor + ": " + statements + " statements during " + CHANGES + " changes of the VSchema");
        }
    }

    /** The words of the plan: a sharded keyspace routes by a value, an unsharded one has nothing to route by. */
    private static String plan(Deployment deployment, int proxy) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = deployment.connect(proxy, "customer");
                Statement statement = connection.createStatement()) {
            // The driver knows no VEXPLAIN, and lets executeQuery run only what it knows to give rows.
            statement.execute("vexplain select name from customer where customer_id = 5");
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    plan.append(rows.getString(1).replace("where customer_id", ""))
                            .append('\n');
                }
            }
        }
        return plan.toString();
    }

    private static void use(Connection connection, int number, Set<Long> written) throws SQLException {
        long id;
        try (PreparedStatement insert =
                connection.prepareStatement("insert into customer(name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "client " + number);
            assertThat(insert.executeUpdate()).isEqualTo(1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                id = keys.getLong(1);
            }
        }
        assertThat(written.add(id)).as("id %s is new", id).isTrue();
        try (PreparedStatement select =
                connection.prepareStatement("select name from customer where customer_id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).as("row %s is there", id).isTrue();
                assertThat(row.getString(1)).isEqualTo("client " + number);
            }
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update customer set name = 'client " + number + "' where customer_id = " + id))
                    .isLessThanOrEqualTo(1);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
