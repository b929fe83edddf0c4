package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.admin.http.AdminPort;
import io.shardgate.admin.http.AdminPort.Outcome;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServerException;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyPresence;
import io.shardgate.serving.schema.SchemaTracker;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.store.remote.RemoteStore;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A keyspace from nothing to replicated shards by commands alone, on real servers of one flavour. The tests are steps of one
 * story and run in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ShardCommandsContract {

    private static final List<String> SHARDS = List.of("0", "-80", "80-");

    private final FlavorChoice.Wish flavor;
    private LocalServers servers;
    private AdminPort admin;

    ShardCommandsContract(FlavorChoice.Wish flavor) {
        this.flavor = flavor;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice;
        try {
            choice = FlavorChoice.choose(flavor, cache);
        } catch (LocalServerException e) {
            Assumptions.abort(flavor + " is left out: " + e.getMessage());
            return;
        }
        servers = LocalServers.open(choice, cache);
        List<ServerRequest> requests = new ArrayList<>();
        for (int uid : List.of(100, 101, 200, 201, 300, 301)) {
            requests.add(ServerRequest.temporary(
                    "s" + uid, ServerOptions.defaults().readOnly().withMaxConnections(50)));
        }
        servers.startAll(requests);
        admin = AdminPort.open(folder.resolve("store"));
    }

    @AfterAll
    void stop() {
        // Null where the flavour cannot run.
        if (admin != null) {
            admin.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private LocalServer server(int uid) {
        return servers.server("s" + uid);
    }

    private void initTablet(String shard, int uid, String type) {
        LocalServer server = server(uid);
        admin.all("InitTablet -parent -hostname " + server.host() + " -mysql_port " + server.port()
                + " -keyspace customer -shard " + shard + " zone1-" + uid + " " + type);
    }

    private List<String> ask(int uid, String sql) throws SQLException {
        LocalServer server = server(uid);
        List<String> values = new ArrayList<>();
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Test
    @Order(1)
    void tabletsOfOneShardBecomeAMasterAndItsReplica() throws SQLException {
        initTablet("0", 100, "replica");
        initTablet("0", 101, "rdonly");

        assertThat(admin.run("InitShardMaster", "customer/0", "zone1-100").noted())
                .contains("resets replication", "-force");
        Outcome outcome = admin.run("InitShardMaster", "-force", "customer/0", "zone1-0000000100");

        assertThat(outcome.noted()).isEmpty();
        assertThat(outcome.exit()).isZero();
        assertThat(admin.run("ListAllTablets", "zone1").out())
                .element(0)
                .asString()
                .matches("zone1-0000000100 customer 0 master 127\\.0\\.0\\.1:\\d+ 127\\.0\\.0\\.1:\\d+ \\[]");
        assertThat(ask(100, "SELECT @@global.read_only")).containsExactly("0");
        assertThat(ask(101, "SELECT @@global.read_only")).containsExactly("1");
        assertThat(ask(101, "SHOW DATABASES LIKE 'customer'")).containsExactly("customer");
    }

    @Test
    @Order(2)
    void ddlReachesTheReplicaAndTheTrackedSchema() throws SQLException {
        Outcome outcome = admin.run(Map.of("schema.sql", """
                        create table customer(customer_id bigint not null auto_increment, email varbinary(128), primary key(customer_id));
                        create table corder(order_id bigint not null auto_increment, customer_id bigint, sku varbinary(128), price bigint, primary key(order_id));
                        """), "ApplySchema", "-sql-file", "schema.sql", "customer");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).matches("customer/0: create table .*: OK \\(.* s\\)"));
        await().untilAsserted(() -> assertThat(
                        admin.server().snapshots().current().findSchema("customer"))
                .hasValueSatisfying(schema -> assertThat(schema.tables()).containsOnlyKeys("corder", "customer")));
        assertThat(admin.run("GetSchema", "-table_names_only", "customer/0").out())
                .containsExactly("corder", "customer");
        assertThat(admin.run("GetSchema", "zone1-100").text())
                .contains("\"primary_key_columns\": [\n        \"order_id\"\n      ]", "CREATE TABLE");
    }

    @Test
    @Order(3)
    void aVSchemaIsComparedWithTheTables() {
        String good = "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}}, \"tables\": {\"customer\":"
                + " {\"column_vindexes\": [{\"column\": \"customer_id\", \"name\": \"hash\"}]}}}";

        Outcome misspelt = admin.run("ApplyVSchema", "-vschema", good.replace("customer_id", "custmer_id"), "customer");

        assertThat(misspelt.exit()).isEqualTo(1);
        assertThat(misspelt.noted())
                .contains("keyspace customer, table customer", "custmer_id", "did you mean 'customer_id'?");
        assertThat(admin.run("ApplyVSchema", "-vschema", good, "customer").exit())
                .isZero();
    }

    @Test
    @Order(4)
    void rowsAreShownAsATable() throws SQLException {
        Outcome insert = admin.run(
                "ExecuteFetchAsDba", "zone1-100", "insert into customer(email) values('alice@domain.com'), (null)");
        assertThat(insert.noted()).isEqualTo("2 rows affected");
        assertThat(insert.out()).isEmpty();

        assertThat(admin.run("ExecuteFetchAsDba", "zone1-100", "SELECT * FROM customer")
                        .text())
                .isEqualTo("""
                        +-------------+------------------+
                        | customer_id | email            |
                        +-------------+------------------+
                        | 1           | alice@domain.com |
                        | 2           | NULL             |
                        +-------------+------------------+""");
        assertThat(admin.run("ExecuteFetchAsDba", "zone1-100", "SELECT * FROM corder")
                        .out())
                .isEmpty();
        assertThat(admin.run("ExecuteFetchAsDba", "-json", "zone1-100", "SELECT 0xff00 AS b, 1.50 AS d")
                        .text())
                .isEqualTo("""
                        {
                          "fields": [
                            "b",
                            "d"
                          ],
                          "rows": [
                            [
                              "0xFF00",
                              "1.50"
                            ]
                          ]
                        }""");
        Outcome tooMany = admin.run("ExecuteFetchAsDba", "-max_rows=1", "zone1-100", "SELECT * FROM customer");
        assertThat(tooMany.exit()).isEqualTo(1);
        assertThat(tooMany.noted()).contains("Row count exceeded 1");
        assertThat(admin.run("ExecuteFetchAsDba", "zone1-100", "SELECT * FROM nothing")
                        .noted())
                .contains("zone1-0000000100", "customer.nothing", "errno 1146");
    }

    @Test
    @Order(5)
    void aStatementOfTheOperatorLeavesNoTraceInLaterOnes() {
        admin.all("ExecuteFetchAsDba zone1-100 'SET SESSION sql_mode = ANSI_QUOTES'");

        assertThat(admin.run("ExecuteFetchAsDba", "zone1-100", "SELECT \"x\" AS x")
                        .exit())
                .isZero();
    }

    @Test
    @Order(6)
    void theSchemaIsCopiedToNewShardsAndTheirReplicas() throws SQLException {
        initTablet("-80", 200, "replica");
        initTablet("-80", 201, "rdonly");
        initTablet("80-", 300, "replica");
        initTablet("80-", 301, "rdonly");
        admin.all("InitShardMaster -force customer/-80 zone1-200", "InitShardMaster -force customer/80- zone1-300");

        Outcome copied = admin.run("CopySchemaShard", "customer/0", "customer/-80");
        admin.all("CopySchemaShard zone1-101 customer/80-");

        assertThat(copied.out())
                .containsExactly("created corder on zone1-0000000200", "created customer on zone1-0000000200");
        for (int uid : List.of(200, 201, 300, 301)) {
            assertThat(ask(uid, "SELECT COUNT(*) FROM customer.customer")).containsExactly("0");
            assertThat(ask(
                            uid,
                            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'customer'"
                                    + " ORDER BY 1"))
                    .containsExactly("corder", "customer");
        }
        assertThat(admin.run("CopySchemaShard", "customer/0", "customer/-80").out())
                .containsExactly("the schemas of zone1-0000000100 and zone1-0000000200 are alike already");
    }

    @Test
    @Order(8)
    void aKeyspaceIsValidatedWithItsServers() throws SQLException {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(admin.run("ValidateKeyspace", "-ping-tablets", "customer")
                                .noted())
                        .isEmpty());

        execute(201, "SET GLOBAL read_only = OFF");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(admin.run("ValidateKeyspace", "-ping-tablets", "customer")
                                .noted())
                        .contains("tablet zone1-0000000201 is a replica and can be written by the application"));
        execute(201, "SET GLOBAL read_only = ON");
    }

    @Test
    @Order(8)
    void drainedIsAShardOnWhichTheApplicationHasNoTransaction() throws SQLException {
        try (Connection application = server(201).connect(server(201).accounts().application());
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM customer.customer");

            Outcome busy = admin.run("WaitForDrain", "-timeout=500ms", "-retry_delay=100ms", "customer/-80", "rdonly");
            application.rollback();
            Outcome drained = admin.run("WaitForDrain", "-retry_delay=100ms", "customer/-80", "rdonly");

            assertThat(busy.noted()).contains("not drained within", "1 on zone1-0000000201");
            assertThat(drained.out()).containsExactly("the rdonly tablets of customer/-80 are drained");
        }
    }

    private void execute(int uid, String sql) throws SQLException {
        LocalServer server = server(uid);
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    @Order(7)
    void aTableThatDiffersIsToldAndLeftAlone() throws SQLException {
        admin.all("ExecuteFetchAsDba zone1-200 'alter table corder add column extra int'");

        Outcome outcome = admin.run("CopySchemaShard", "customer/0", "customer/-80");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.noted()).contains("table corder differs", "extra");
        admin.all("ExecuteFetchAsDba zone1-200 'alter table corder drop column extra'");
    }

    @Test
    @Order(8)
    void theOutcomeOfDdlIsToldForEachShard() {
        admin.all("ExecuteFetchAsDba zone1-300 'create table t (a int)'");

        Outcome outcome =
                admin.run("ApplySchema", "-sql", "create table t (a int);\ncreate table u (a int)", "customer");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("customer/-80: create table t (a int): OK"),
                        line -> assertThat(line).startsWith("customer/0: create table t (a int): OK"),
                        line -> assertThat(line)
                                .startsWith("customer/80-: create table t (a int): FAILED: tablet zone1-0000000300")
                                .contains("errno 1050"));
        assertThat(outcome.noted())
                .contains("-sql:1: the statement failed on customer/80-; the 1 after it were not run");
        admin.all("ApplySchema -sql 'drop table t' customer");
    }

    @Test
    @Order(8)
    void whatIsNoDdlIsNotRun() {
        assertThat(admin.run("ApplySchema", "-sql", "insert into customer values (9, 'x')", "customer")
                        .noted())
                .contains("INSERT would change each of the 3 shards of customer", "No statement was run");
        assertThat(admin.run("ApplySchema", "-sql", "create table z (a int);\nselect 1", "customer")
                        .noted())
                .contains("-sql:2:", "ExecuteFetchAsDba");
        assertThat(admin.run("GetSchema", "-table_names_only", "customer/0").out())
                .doesNotContain("z");
    }

    @Test
    @Order(8)
    void ddlIsInForceAtEveryProxyWhenApplySchemaReturns() throws InterruptedException {
        RemoteStore remote = new RemoteStore(admin.server().storeUri());
        SnapshotLoader loader =
                SnapshotLoader.start(remote, VindexRegistry.load(ParameterFiles.none()), Clock.systemUTC());
        JdbcPools pools = new JdbcPools(AdminPort.access(), JdbcPools.Settings.DEFAULT);
        // It never polls: only the command can have told it.
        SchemaTracker tracker = SchemaTracker.start(loader, pools, Duration.ofHours(1), loader::schemasChanged);
        ProxyPresence presence = ProxyPresence.announce(
                remote, "p", "zone1", "here", loader, tracker::versionInForce, () -> Long.MAX_VALUE);
        try {
            await().until(() -> !new LiveProxies(admin.server().store()).list().isEmpty());
            for (int i = 0; i < 5; i++) {
                String table = "in_force_" + i;
                admin.all("ApplySchema -sql 'create table " + table + " (a int)' customer");

                assertThat(loader.current().findSchema("customer"))
                        .hasValueSatisfying(
                                schema -> assertThat(schema.findTable(table)).isPresent());
                admin.all("ApplySchema -sql 'drop table " + table + "' customer");
            }
        } finally {
            presence.close();
            tracker.close();
            pools.close();
            loader.close();
            remote.close();
        }
    }

    @Test
    @Order(9)
    void typesMoveToTheNewShardsAndBack() {
        assertThat(admin.run("MigrateServedTypes", "customer/0", "rdonly").out())
                .containsExactly("customer rdonly in cell zone1 moved from 0 to -80, 80-");
        assertThat(admin.run("MigrateServedTypes", "-reverse", "customer/0", "rdonly")
                        .out())
                .containsExactly("customer rdonly in cell zone1 moved from -80, 80- to 0");
        assertThat(SHARDS)
                .allSatisfy(shard -> assertThat(
                                admin.run("GetShard", "customer/" + shard).exit())
                        .isZero());
    }

    @Test
    @Order(10)
    void anotherMasterIsMadeWithForce() throws SQLException {
        Outcome outcome = admin.run("InitShardMaster", "-force", "customer/80-", "zone1-301");

        assertThat(outcome.noted())
                .isEqualTo("shard customer/80- has the master zone1-0000000300, proceeding anyway as -force was used");
        assertThat(outcome.exit()).isZero();
        assertThat(ask(301, "SELECT @@global.read_only")).containsExactly("0");
        assertThat(ask(300, "SELECT @@global.read_only")).containsExactly("1");
        admin.all("ExecuteFetchAsDba zone1-301 'create table after_change (a int)'");
        admin.all("ExecuteFetchAsDba zone1-301 'drop table after_change'");
        assertThat(admin.run("InitShardMaster", "-force", "customer/80-", "zone1-200")
                        .noted())
                .contains("tablet zone1-0000000200 is in customer/-80, not in customer/80-");
    }

    @Test
    @Order(11)
    void aReplicaThatLacksTablesIsNotSilentlyLeftWithoutThem() throws SQLException {
        LocalServer master = server(200);
        try (Connection connection = master.connect(master.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_log_bin = 0");
            statement.execute("CREATE TABLE customer.only_here (a int)");
        }

        Outcome outcome = admin.run("InitShardMaster", "-force", "customer/-80", "zone1-200");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.noted()).contains("only_here", "would never get", "Nothing was changed.");
    }

    @Test
    @Order(12)
    void aDeadServerIsNamed() {
        server(201).close();

        Outcome outcome = admin.run("InitShardMaster", "-force", "customer/-80", "zone1-200");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.noted())
                .contains("tablet zone1-0000000201 at 127.0.0.1:", "gave no connection", "Nothing was changed.");
        assertThat(admin.run("ExecuteFetchAsDba", "zone1-201", "select 1").noted())
                .contains("gave no connection");
    }
}
