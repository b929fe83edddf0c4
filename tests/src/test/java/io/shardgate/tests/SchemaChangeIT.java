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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of a source change while filtered replication runs. */
@Timeout(240)
class SchemaChangeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]},"
            + "\"extra\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void filteredReplicationStopsAndGoesOnWhenTheDestinationsAreAlike(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            prepare(deployment);
            LocalServer source = deployment.server(100);
            execute(source, "insert into customer.customer values (10, 'before')");
            // Named from another database, it is the keyspace's all the same.
            execute(source, "use mysql", "alter table customer.customer add column note varchar(20) default 'none'");
            execute(source, "insert into customer.customer values (11, 'after', 'noted')");
            execute(source, "create table customer.extra (id bigint primary key)");
            execute(source, "insert into customer.extra values (1), (4)");

            for (String target : TARGETS) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(deployment.command("ShowResharding " + target))
                                .contains(
                                        target + ": ERROR",
                                        "add column note",
                                        "run ResumeFilteredReplication " + target));
            }
            assertThat(deployment.post("ResumeFilteredReplication customer/-80").body())
                    .contains("customer differs", "Make the destination's tables like the source's");
            for (int uid : List.of(200, 300)) {
                execute(
                        deployment.server(uid),
                        "alter table customer.customer add column note varchar(20) default 'none'",
                        "create table customer.extra (id bigint primary key)");
            }
            for (String target : TARGETS) {
                // Once for each change.
                deployment.command("ResumeFilteredReplication " + target);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(deployment.command("ShowResharding " + target))
                                .contains(target + ": ERROR", "create table customer.extra"));
                deployment.command("ResumeFilteredReplication " + target);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(deployment.command("ShowResharding " + target))
                                .contains(target + ": RUNNING"));
                assertThat(deployment
                                .post("ResumeFilteredReplication " + target)
                                .body())
                        .contains("no filtered replication to " + target + " has stopped");
            }
            for (String target : TARGETS) {
                deployment.command("WaitForFilteredReplication " + target);
                assertThat(deployment.command("SplitDiff " + target))
                        .contains("Table customer checks out", "Table extra checks out (1 rows processed");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void aTableThatIsEmptiedMeansToCopyAgain(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            prepare(deployment);

            execute(deployment.server(100), "truncate table customer.customer");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployment.command("ShowResharding customer/-80"))
                            .contains("truncate table", "run CancelResharding customer/-80"));
            assertThat(deployment.post("ResumeFilteredReplication customer/-80").body())
                    .contains("not because of a change of tables");
        }
    }

    @Test
    void aChangeThatIsLoggedInPartStopsTheStream(@TempDir Path folder) throws Exception {
        Flavors.requireRunnable(FlavorChoice.Wish.MYSQL);
        try (Deployment deployment = Deployment.start(FlavorChoice.Wish.MYSQL, folder)) {
            prepare(deployment, "document json", "'{\"a\": 1, \"b\": \"long enough to be left out\"}'");

            execute(
                    deployment.server(100),
                    "set session binlog_row_value_options = 'PARTIAL_JSON'",
                    "update customer.customer set document = json_set(document, '$.a', 2)");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployment.command("ShowResharding customer/-80"))
                            .contains("ERROR", "PARTIAL_UPDATE_ROWS_EVENT", "run CancelResharding customer/-80"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void rowsFromBeforeAChangeThatNobodySawAreNotReadByTheTablesOfNow(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (AdminProcess admin = AdminProcess.start(folder);
                Deployment deployment = Deployment.of(flavor, admin)) {
            prepare(deployment);
            admin.kill();
            execute(
                    deployment.server(100),
                    "insert into customer.customer values (10, 'before'), (11, 'before')",
                    "alter table customer.customer modify name varchar(30)");

            admin.killAndRestart();

            for (String target : TARGETS) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(deployment.command("ShowResharding " + target))
                                .contains(
                                        target + ": ERROR",
                                        "table customer has been changed, and rows from before",
                                        "run CancelResharding " + target));
            }
        }
    }

    @Test
    void aShardThatBeginsAnewKnowsNothingOfEarlierCopies(@TempDir Path folder) throws Exception {
        Flavors.requireRunnable(FlavorChoice.Wish.MARIADB);
        try (Deployment deployment = Deployment.start(FlavorChoice.Wish.MARIADB, folder)) {
            prepare(deployment);
            LocalServer server = deployment.server(200);
            assertThat(deployment
                            .post("InitShardMaster -force customer/-80 zone1-200")
                            .body())
                    .contains("is filled from customer/0", "run CancelResharding customer/-80 first");
            deployment.command("CancelResharding customer/-80");
            // As the way back of an earlier split leaves it, whose shard was deleted.
            execute(server, "insert into _shardgate.stream values ('customer/-80', 'customer/0', '')");

            deployment.command("InitShardMaster -force customer/-80 zone1-200");

            assertThat(records(server)).isZero();
        }
    }

    private static long records(LocalServer server) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select (select count(*) from _shardgate.stream) + (select"
                        + " count(*) from _shardgate.chunk) + (select count(*) from _shardgate.definition)")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void prepare(Deployment deployment) throws Exception {
        prepare(deployment, "name varchar(20)", "'a'");
    }

    private static void prepare(Deployment deployment, String column, String value) throws Exception {
        deployment.addShard("customer/0", "replica", "rdonly");
        deployment.command("ApplySchema -sql 'create table customer(id bigint primary key, " + column + ")' customer");
        deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
        execute(
                deployment.server(100),
                "insert into customer.customer values (1, " + value + "), (2, " + value + "), (4, " + value + ")");
        for (String target : TARGETS) {
            deployment.addShard(target, "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 " + target);
        }
        deployment.command("SplitClone customer/0");
        for (String target : TARGETS) {
            deployment.command("WaitForFilteredReplication " + target);
        }
    }

    private static void execute(LocalServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
