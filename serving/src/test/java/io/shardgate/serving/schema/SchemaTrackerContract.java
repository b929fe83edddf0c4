package io.shardgate.serving.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.serving.health.HealthPoller;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.SettableSnapshots;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnSchema.Attribute;
import io.shardgate.vschema.schema.IndexSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.schema.TypeName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What tracking and health must do on every flavour of server, on two real ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchemaTrackerContract {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final FlavorChoice.Wish flavor;
    private TwoShards shards;
    private JdbcPools pools;
    private final SettableSnapshots snapshots = new SettableSnapshots();
    private volatile Map<String, KeyspaceSchema> published = Map.of();
    private SchemaTracker tracker;

    SchemaTrackerContract(FlavorChoice.Wish flavor) {
        this.flavor = flavor;
    }

    @BeforeAll
    void startServers() {
        shards = TwoShards.start(flavor);
    }

    @AfterAll
    void stopServers() {
        // Null where the flavour cannot run.
        if (shards != null) {
            shards.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        pools = new JdbcPools(TwoShards.access(), JdbcPools.Settings.DEFAULT);
        published = Map.of();
        shards.fresh();
        snapshots.set(shards.topology());
    }

    @AfterEach
    void close() {
        if (tracker != null) {
            tracker.close();
        }
        pools.close();
    }

    final TwoShards shards() {
        return shards;
    }

    @Test
    void columnsAreReadInOrderWithTypesAndCollations() throws SQLException {
        shards.onBoth("CREATE TABLE t (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(40)"
                + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, amount decimal(10,2), kind enum('a','it''s'),"
                + " raw varbinary(16), at datetime(6), flags bit(3))");

        TableSchema table = track(NEVER, "t");

        assertThat(table.columns())
                .extracting(ColumnSchema::name)
                .containsExactly("id", "name", "amount", "kind", "raw", "at", "flags");
        assertThat(column(table, "id").type().name()).isEqualTo(TypeName.BIGINT);
        assertThat(column(table, "id").type().unsigned()).isTrue();
        assertThat(column(table, "id").attributes()).containsExactly(Attribute.AUTO_INCREMENT);
        assertThat(column(table, "id").nullable()).isFalse();
        assertThat(column(table, "name").type().length()).isEqualTo(40);
        assertThat(column(table, "name").type().collation()).isEqualTo(new Collation("utf8mb4", "utf8mb4_bin"));
        assertThat(column(table, "amount").type().length()).isEqualTo(10);
        assertThat(column(table, "amount").type().scale()).isEqualTo(2);
        assertThat(column(table, "kind").type().members()).containsExactly("a", "it's");
        assertThat(column(table, "raw").type().findCollation()).isEmpty();
        assertThat(column(table, "at").type().length()).isEqualTo(6);
        assertThat(column(table, "flags").type().name()).isEqualTo(TypeName.BIT);
    }

    @Test
    void defaultsMeanTheSameOnBothFlavours() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int NOT NULL, b int, c int DEFAULT 7, d varchar(20) DEFAULT 'it''s \\\\ so',"
                + " e varchar(20) NOT NULL DEFAULT '', f timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE"
                + " CURRENT_TIMESTAMP, g varchar(20) DEFAULT 'NULL', h decimal(5,2) DEFAULT -1.50)");

        TableSchema table = track(NEVER, "t");

        assertThat(column(table, "a").defaultValue()).isEqualTo(ColumnDefault.none());
        assertThat(column(table, "b").defaultValue()).isEqualTo(ColumnDefault.Null.NULL);
        assertThat(column(table, "c").defaultValue()).isEqualTo(new ColumnDefault.Literal("7"));
        assertThat(column(table, "d").defaultValue()).isEqualTo(new ColumnDefault.Literal("it's \\ so"));
        assertThat(column(table, "e").defaultValue()).isEqualTo(new ColumnDefault.Literal(""));
        assertThat(column(table, "f").defaultValue()).isInstanceOf(ColumnDefault.Expression.class);
        assertThat(column(table, "f").attributes()).containsExactly(Attribute.ON_UPDATE_CURRENT_TIMESTAMP);
        assertThat(column(table, "g").defaultValue()).isEqualTo(new ColumnDefault.Literal("NULL"));
        assertThat(column(table, "h").defaultValue()).isEqualTo(new ColumnDefault.Literal("-1.50"));
    }

    @Test
    void generatedColumnsAndTheCommentOfASequenceAreSeen() throws SQLException {
        shards.onBoth(
                "CREATE TABLE g (a int, b int AS (a + 1) VIRTUAL, c int AS (a + 2) STORED)",
                "CREATE TABLE seq (id int, next_id bigint, cache bigint, PRIMARY KEY (id)) COMMENT 'vitess_sequence'",
                "CREATE VIEW v AS SELECT a FROM g");

        TableSchema table = track(NEVER, "g");

        assertThat(column(table, "b").attributes()).containsExactly(Attribute.GENERATED_VIRTUAL);
        assertThat(column(table, "c").attributes()).containsExactly(Attribute.GENERATED_STORED);
        assertThat(published.get("customer").tables()).containsOnlyKeys("g", "seq", "v");
        assertThat(published.get("customer").tables().get("seq").comment()).isEqualTo("vitess_sequence");
        assertThat(published.get("customer").tables().get("v").kind()).isEqualTo(TableSchema.Kind.VIEW);
    }

    @Test
    void keysAreReadWithThePrimaryFirst() throws SQLException {
        shards.onBoth("CREATE TABLE k (z int, a int, name varchar(40), UNIQUE KEY by_a (a, z), KEY a_name (name(5)),"
                + " PRIMARY KEY (z, a))");

        TableSchema table = track(NEVER, "k");

        assertThat(table.indexes())
                .containsExactly(
                        new IndexSchema("PRIMARY", true, List.of(IndexSchema.Part.of("z"), IndexSchema.Part.of("a"))),
                        new IndexSchema("a_name", false, List.of(new IndexSchema.Part("name", 5, false))),
                        new IndexSchema("by_a", true, List.of(IndexSchema.Part.of("a"), IndexSchema.Part.of("z"))));
    }

    @Test
    void aReloadAfterDdlPublishesBeforeItReturns() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int)");
        track(NEVER, "t");

        shards.onBoth("ALTER TABLE t ADD COLUMN b varchar(10)");
        tracker.reload("customer");

        assertThat(published.get("customer").tables().get("t").findColumn("b")).isPresent();
        assertThat(tracker.problems()).isEmpty();
    }

    @Test
    void pollingFindsADdlThatWentPastUs() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int)");
        track(OFTEN, "t");

        shards.onBoth("ALTER TABLE t MODIFY a bigint", "CREATE INDEX by_a ON t (a)", "CREATE TABLE u (a int)");

        await().untilAsserted(() -> {
            KeyspaceSchema schema = published.get("customer");
            assertThat(schema.tables()).containsOnlyKeys("t", "u");
            assertThat(column(schema.tables().get("t"), "a").type().name()).isEqualTo(TypeName.BIGINT);
            assertThat(schema.tables().get("t").indexes()).hasSize(1);
        });
    }

    @Test
    void anUnchangedSchemaIsPublishedOnce() throws Exception {
        shards.onBoth("CREATE TABLE t (a int)");
        track(OFTEN, "t");
        Map<String, KeyspaceSchema> first = published;

        Thread.sleep(10 * OFTEN.toMillis());

        assertThat(published).isSameAs(first);
    }

    @Test
    void shardsThatDifferAreReportedAndTheTableStaysAsItWasAgreedOn() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int, b int)");
        TableSchema agreed = track(NEVER, "t");

        TwoShards.run(shards.upper(), "ALTER TABLE t MODIFY b varchar(10)");
        TwoShards.run(shards.lower(), "CREATE TABLE only_here (a int)");
        tracker.reload("customer");

        assertThat(tracker.problems().get("customer"))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .contains("table customer.t differs between -80 and 80-: column b is int", "and varchar(10)"))
                .anySatisfy(problem -> assertThat(problem).contains("only_here is on [-80] and not on [80-]"));
        assertThat(published.get("customer").tables().get("t")).isEqualTo(agreed);

        TwoShards.run(shards.lower(), "ALTER TABLE t MODIFY b varchar(10)", "DROP TABLE only_here");
        tracker.reload("customer");

        assertThat(tracker.problems()).isEmpty();
        assertThat(column(published.get("customer").tables().get("t"), "b")
                        .type()
                        .name())
                .isEqualTo(TypeName.VARCHAR);
    }

    @Test
    void aKeyspaceWhoseServerIsDownKeepsItsSchemaAndGetsTheNewOneWhenItIsBack() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int)");
        track(OFTEN, "t");
        Map<String, KeyspaceSchema> known = published;

        shards.upper().stop();
        try {
            await().untilAsserted(() -> assertThat(tracker.problems().get("customer"))
                    .singleElement()
                    .asString()
                    .contains("shard 80- could not be asked", "zone1-0000000200"));
            assertThat(published).isEqualTo(known);
            assertThatThrownBy(() -> tracker.reload("customer"))
                    .isInstanceOf(SqlErrorException.class)
                    .hasMessageContaining("The tables of keyspace customer could not be read: shard 80-");
        } finally {
            shards.upper().start();
        }
        shards.onBoth("ALTER TABLE t ADD COLUMN b int");
        await().untilAsserted(() -> assertThat(
                        published.get("customer").tables().get("t").columns())
                .hasSize(2));
        await().untilAsserted(() -> assertThat(tracker.problems()).isEmpty());
    }

    @Test
    void aKeyspaceIsKnownByTheShardsThatAnswerWhenOneIsDownFromTheStart() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int)");
        shards.upper().stop();
        try {
            assertThat(column(track(OFTEN, "t"), "a").type().name()).isEqualTo(TypeName.INT);
            assertThat(tracker.problems().get("customer"))
                    .singleElement()
                    .asString()
                    .contains("shard 80- could not be asked");
        } finally {
            shards.upper().start();
        }
        await().untilAsserted(() -> assertThat(tracker.problems()).isEmpty());
    }

    @Test
    void anUnknownKeyspaceCannotBeReloaded() throws SQLException {
        shards.onBoth("CREATE TABLE t (a int)");
        track(NEVER, "t");

        assertThatThrownBy(() -> tracker.reload("nope")).hasMessage("Unknown database 'nope'");
    }

    @Test
    void healthShowsReadOnlyAndServersThatAreDown() throws SQLException {
        Tablet upper =
                shards.topology().findTablet(new TabletAlias("zone1", 200)).orElseThrow();
        try (HealthPoller health =
                HealthPoller.start(snapshots, pools, OFTEN, Duration.ofSeconds(2), Clock.systemUTC())) {
            await().untilAsserted(() -> assertThat(health.find(upper.alias()))
                    .hasValueSatisfying(seen ->
                            assertThat(seen.isReachable() && !seen.isReadOnly()).isTrue()));

            TwoShards.run(shards.upper(), "SET GLOBAL read_only = 1");
            await().untilAsserted(() -> assertThat(health.find(upper.alias()).map(TabletHealth::isReadOnly))
                    .contains(true));
            TwoShards.run(shards.upper(), "SET GLOBAL read_only = 0");

            shards.upper().kill();
            try {
                await().untilAsserted(
                                () -> assertThat(health.usable(List.of(upper))).isEmpty());
            } finally {
                shards.upper().start();
            }
            await().untilAsserted(
                            () -> assertThat(health.usable(List.of(upper))).containsExactly(upper));
        }
    }

    @Test
    void connectionsToATabletThatIsGoneAreClosed() throws SQLException {
        Tablet lower = TwoShards.tablet(100, TwoShards.LOWER, shards.lower());
        Tablet upper = TwoShards.tablet(200, TwoShards.UPPER, shards.upper());
        pools.connection(lower, ServerAccess.Role.REPL, Duration.ZERO).close();
        pools.connection(upper, ServerAccess.Role.REPL, Duration.ZERO).close();
        assertThat(connectionsOf("shardgate_repl", lower)).isEqualTo(1);

        pools.retain(List.of(upper));

        await().untilAsserted(
                        () -> assertThat(connectionsOf("shardgate_repl", lower)).isZero());
        assertThat(connectionsOf("shardgate_repl", upper)).isEqualTo(1);
    }

    @Test
    void aTabletThatRefusesThePasswordIsNamed() {
        ServerAccess right = TwoShards.access();
        ServerAccess wrong = new ServerAccess(
                right.app(),
                new io.shardgate.serving.jdbc.Account("shardgate_dba", "wrong"),
                right.repl(),
                ServerAccess.Tls.PREFERRED);
        try (JdbcPools refused = new JdbcPools(wrong, JdbcPools.Settings.DEFAULT)) {
            assertThatThrownBy(() -> refused.connection(
                            TwoShards.tablet(100, TwoShards.LOWER, shards.lower()),
                            ServerAccess.Role.DBA,
                            Duration.ZERO))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("zone1-0000000100")
                    .hasMessageContaining("Access denied");
        }
    }

    private int connectionsOf(String user, Tablet tablet) throws SQLException {
        try (Connection connection = pools.connection(tablet, ServerAccess.Role.DBA, Duration.ZERO);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '" + user + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    final TableSchema track(Duration poll, String table) {
        tracker = SchemaTracker.start(snapshots, pools, poll, schemas -> published = schemas);
        await().untilAsserted(() -> assertThat(published).containsKey("customer"));
        return published.get("customer").findTable(table).orElseThrow();
    }

    static ColumnSchema column(TableSchema table, String name) {
        return table.findColumn(name).orElseThrow();
    }
}
