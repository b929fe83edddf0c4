package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads move to other shards and back by commands, while a client goes on reading. */
class ServedTypesIT {

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},"
            + "\"tables\":{\"customer\":{\"column_vindexes\":[{\"column\":\"customer_id\",\"name\":\"hash\"}]}}}";

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    @ParameterizedTest
    @MethodSource("flavors")
    @Timeout(180)
    void rdonlyReadsMoveToTheNewShardsAndBackWithoutAFailedQuery(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica", "rdonly");
            deployment.addProxy();
            deployment.command("ApplySchema -sql 'create table customer(customer_id bigint primary key)' customer");
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            try (Connection customer = deployment.connect(0, "customer");
                    Statement statement = customer.createStatement()) {
                statement.execute("insert into customer values (1), (2), (3), (4), (5)");
            }
            deployment.addShard("customer/-80", "replica", "rdonly");
            deployment.addShard("customer/80-", "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 customer/-80");
            deployment.command("CopySchemaShard customer/0 customer/80-");
            awaitRows(deployment, "customer@rdonly", 5);

            AtomicBoolean ended = new AtomicBoolean();
            AtomicLong reads = new AtomicLong();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            Thread client = new Thread(() -> {
                try (Connection rdonly = deployment.connect(0, "customer@rdonly");
                        Connection primary = deployment.connect(0, "customer")) {
                    while (!ended.get()) {
                        // All rows of the old shard, or none of the new ones, which nothing was copied to.
                        assertThat(count(rdonly)).isIn(0L, 5L);
                        assertThat(count(primary)).isEqualTo(5);
                        reads.addAndGet(2);
                    }
                } catch (SQLException | AssertionError e) {
                    failures.add(e);
                }
            });
            client.start();
            for (int round = 0; round < 10; round++) {
                deployment.command("MigrateServedTypes customer/0 rdonly");
                assertThat(rows(deployment, "customer@rdonly")).isZero();
                assertThat(rows(deployment, "customer")).isEqualTo(5);
                deployment.command("MigrateServedTypes -reverse customer/0 rdonly");
                assertThat(rows(deployment, "customer@rdonly")).isEqualTo(5);
            }
            deployment.command("MigrateServedTypes customer/0 rdonly");
            assertThat(deployment.post("MigrateServedTypes customer/0 master").body())
                    .contains("Did you run SplitClone");
            assertThat(rows(deployment, "customer/0@rdonly"))
                    .as("a shard that does not serve can be read by its name")
                    .isEqualTo(5);
            ended.set(true);
            client.join();
            assertThat(failures).isEmpty();
            assertThat(reads).hasValueGreaterThan(100);
            try (Connection copy = deployment.connect(0, "customer%2F-80");
                    Statement statement = copy.createStatement()) {
                assertThat(Outcome.of(copy, Sql.of("insert into customer values (1)"))
                                .change())
                        .contains("1290", "Shard customer/-80 is not serving writes", "shardgate_unowned_writes");
                assertThat(Outcome.of(copy, Sql.of("delete from customer")).change())
                        .contains("1290");
                statement.execute("set shardgate_unowned_writes = on");
                statement.execute("insert into customer values (1)");
                assertThat(count(copy)).isEqualTo(1);
                statement.execute("delete from customer");
            }
        }
    }

    private static void awaitRows(Deployment deployment, String target, long wanted)
            throws SQLException, InterruptedException {
        for (int i = 0; i < 600 && rows(deployment, target) != wanted; i++) {
            Thread.sleep(50);
        }
        assertThat(rows(deployment, target)).isEqualTo(wanted);
    }

    private static long rows(Deployment deployment, String target) throws SQLException {
        try (Connection connection = deployment.connect(0, target.replace("/", "%2F"))) {
            return count(connection);
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from customer")) {
            row.next();
            return row.getLong(1);
        }
    }
}
