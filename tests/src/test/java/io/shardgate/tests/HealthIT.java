package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of a shard's replicas are read, and what is said of them. */
@Timeout(240)
class HealthIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int READS = 60;

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void readsAreSpreadOverReplicasThatAnswerAndAreNotTooFarBehind(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("commerce/0", "replica", "replica", "replica", "rdonly");
            deployment.command("ApplySchema -sql 'create table place(id bigint primary key)' commerce");
            deployment.addProxy(Proxies.Times.standard().withLag(Duration.ofSeconds(2)));
            LocalServer first = deployment.server(101);
            LocalServer second = deployment.server(102);
            try (Connection connection = deployment.connect(0, "commerce@replica");
                    Statement statement = connection.createStatement()) {
                await().atMost(SOON)
                        .until(() -> status(statement, "zone1-0000000101").matches(".*Yes.*Yes.*, 0.*"));
                Map<Integer, Integer> even = reads(statement);
                assertThat(even).containsOnlyKeys(first.port(), second.port());
                assertThat(even.values()).allSatisfy(count -> assertThat(count).isBetween(READS / 3, READS * 2 / 3));

                execute(first, "stop slave");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(reads(statement)).containsOnlyKeys(second.port()));
                assertThat(state(statement, "zone1-0000000101")).isEqualTo("NOT_SERVING");
                assertThat(status(statement, "zone1-0000000101")).contains("\"EventApplierRunning\":\"No\"");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(deployment.command("ListAllTablets -health"))
                                .containsPattern("zone1-0000000101 commerce 0 replica .*replication from .* stopped")
                                .containsPattern("zone1-0000000100 commerce 0 master .* writable, lag 0"));
                execute(first, "start slave");
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(reads(statement)).containsOnlyKeys(first.port(), second.port()));

                second.kill();
                await().atMost(SOON)
                        .until(() -> state(statement, "zone1-0000000102").equals("NOT_SERVING"));
                assertThat(reads(statement)).containsOnlyKeys(first.port());

                execute(first, "stop slave");
                await().atMost(SOON)
                        .until(() -> state(statement, "zone1-0000000101").equals("NOT_SERVING"));
                await().atMost(SOON)
                        .untilAsserted(() -> assertThatThrownBy(() -> reads(statement))
                                .isInstanceOf(SQLException.class)
                                .hasMessageContaining("No healthy replica tablet for commerce/0")
                                .hasMessageContaining("zone1-0000000101 is ")
                                .hasMessageContaining(" s behind")
                                .hasMessageContaining("zone1-0000000102 is unreachable"));
                execute(first, "start slave");
                await().atMost(SOON)
                        .until(() -> state(statement, "zone1-0000000101").equals("SERVING"));
                assertThat(reads(statement)).containsOnlyKeys(first.port());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void aProxyWithoutAdminProcessGoesOnWithWhatItKnows(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            deployment.addShard("commerce/0", "replica", "replica");
            deployment.command("ApplySchema -sql 'create table place(id bigint primary key)' commerce");
            deployment.addProxy(Proxies.Times.standard().withLag(Duration.ofSeconds(1)));
            try (Connection connection = deployment.connect(0, "commerce");
                    Statement statement = connection.createStatement();
                    Connection replica = deployment.connect(0, "commerce@replica");
                    Statement read = replica.createStatement()) {
                admin.kill();
                long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
                for (int id = 0; System.nanoTime() < end; id++) {
                    statement.executeUpdate("insert into place values (" + id + ")");
                    assertThat(reads(read)).hasSize(1);
                }
            }
        }
    }

    /** How many reads each server has answered, by its port. */
    private static Map<Integer, Integer> reads(Statement statement) throws SQLException {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < READS; i++) {
            try (ResultSet rows = statement.executeQuery("select @@port, count(*) from place")) {
                rows.next();
                counts.merge(rows.getInt(1), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String state(Statement statement, String alias) throws SQLException {
        return row(statement, "show vitess_tablets like '" + alias + "'").get(4);
    }

    private static String status(Statement statement, String alias) throws SQLException {
        return String.join(", ", row(statement, "show vitess_replication_status like '" + alias + "'"));
    }

    private static List<String> row(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).as(sql).isTrue();
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.add(String.valueOf(rows.getString(i)));
            }
            return row;
        }
    }

    private static void execute(LocalServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
