package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One of the sources of a merge dies while the master moves. */
@Timeout(240)
class MergeFaultIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** The first is of -80, the second of 80-. */
    private static final int LEFT = 1;

    private static final int RIGHT = 4;

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void theOtherSourcesServeAgainAtOnceAndTheMergeCanBeEnded(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/-80", "replica");
            deployment.addShard("customer/80-", "replica");
            deployment.addProxy();
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            deployment.command(
                    "ApplySchema -sql 'create table customer (id bigint primary key, n int not null)' customer");
            deployment.addShard("customer/-", "replica");
            deployment.command("CopySchemaShard customer/-80 customer/-");
            insert(deployment, LEFT);
            insert(deployment, RIGHT);
            deployment.command("SplitClone -min_healthy_rdonly_tablets=0 customer/-80");

            try (Connection held = deployment.connect(0, "customer");
                    Statement statement = held.createStatement()) {
                // The cutover waits for it, behind a closed gate.
                statement.execute("begin");
                statement.execute("update customer set n = n + 1 where id = " + LEFT);
                Future<Boolean> merge =
                        threads.submit(() -> deployment.succeeds("MigrateServedTypes customer/- master"));
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> deployment.get("/api/topology").contains("master moves from"));
                deployment.server(200).kill();
                assertThat(merge.get(SOON.toSeconds(), TimeUnit.SECONDS)).isFalse();
            }

            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                insert(deployment, LEFT);
                assertThat(deployment.get("/api/topology")).contains("master moves from");
            });
            assertThat(deployment.post("MigrateServedTypes customer/- master").body())
                    .contains("still wait for the end of an earlier command", "Nothing was changed.");
            deployment.server(200).start();
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> insert(deployment, RIGHT));
            await().atMost(SOON).until(() -> deployment.succeeds("MigrateServedTypes customer/- master"));
            insert(deployment, LEFT);
            insert(deployment, RIGHT);
            assertThat(rows(deployment))
                    .containsExactlyElementsOf(rowsOfServer(deployment))
                    .hasSize(2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Or, if it is there, counts it up. */
    private static void insert(Deployment deployment, int id) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            statement.executeUpdate("insert into customer values (" + id + ", 0) on duplicate key update n = n + 1");
        }
    }

    private static List<String> rows(Deployment deployment) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer")) {
            return rows(customer, "select id, n from customer order by id");
        }
    }

    private static List<String> rowsOfServer(Deployment deployment) throws SQLException {
        try (Connection dba =
                deployment.server(300).connect(deployment.server(300).accounts().dba())) {
            return rows(dba, "select id, n from customer.customer order by id");
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getLong(1) + " " + found.getLong(2));
            }
            return rows;
        }
    }
}
