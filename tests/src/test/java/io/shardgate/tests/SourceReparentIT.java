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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The source of a split gets another master while its changes are followed. */
@Timeout(240)
class SourceReparentIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void filteredReplicationGoesOnFromTheNewMaster(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica", "replica");
            deployment.addProxy();
            deployment.command("ApplySchema -sql 'create table customer (id bigint primary key)' customer");
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            for (String target : TARGETS) {
                deployment.addShard(target, "replica");
                deployment.command("CopySchemaShard customer/0 " + target);
            }
            insert(deployment, 0, 100);
            deployment.command("SplitClone -min_healthy_rdonly_tablets=0 customer/0");
            insert(deployment, 100, 200);

            // As a failover tool does it: the replica has everything, and takes over.
            LocalServer old = deployment.server(100);
            LocalServer chosen = deployment.server(101);
            await().atMost(SOON).until(() -> ids(chosen).size() == 200);
            old.kill();
            promote(chosen);
            deployment.command("InitTablet -allow_update -allow_master_override -keyspace customer -shard 0 -hostname "
                    + chosen.host() + " -mysql_port " + chosen.port() + " zone1-101 master");

            await().atMost(SOON).ignoreExceptions().until(() -> {
                insert(deployment, 200, 300);
                return true;
            });
            for (String target : TARGETS) {
                deployment.command("WaitForFilteredReplication -max_delay=30s " + target);
                assertThat(deployment.command("SplitDiff -min_healthy_rdonly_tablets=0 " + target))
                        .contains("Table customer checks out");
            }
            deployment.command("MigrateServedTypes customer/0 master");
            insert(deployment, 300, 310);
            List<Long> all = new ArrayList<>(ids(deployment.server(200)));
            all.addAll(ids(deployment.server(300)));
            assertThat(all).hasSize(310).doesNotHaveDuplicates();
            assertThat(ids(chosen)).hasSize(300);
        }
    }

    private static void promote(LocalServer server) throws SQLException {
        try (Connection dba = server.connect(server.accounts().dba());
                Statement statement = dba.createStatement()) {
            statement.execute("stop slave");
            statement.execute("reset slave all");
            statement.execute("set global read_only = off");
        }
    }

    /** Each by itself; what a lost connection left undone is done when it is run again. */
    private static void insert(Deployment deployment, int from, int to) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement()) {
            for (int id = from; id < to; id++) {
                statement.executeUpdate("insert ignore into customer values (" + id + ")");
            }
        }
    }

    private static List<Long> ids(LocalServer server) throws SQLException {
        try (Connection dba = server.connect(server.accounts().dba());
                Statement statement = dba.createStatement();
                ResultSet rows = statement.executeQuery("select id from customer.customer")) {
            List<Long> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }
}
