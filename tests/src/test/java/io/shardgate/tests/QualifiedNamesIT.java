package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements that name the keyspace they are about, whatever keyspace the session has chosen, compared with one server
 * that has them all as databases.
 */
@ParameterizedClass(name = "on {0}")
@MethodSource("io.shardgate.tests.Flavors#all")
class QualifiedNamesIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"part": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE commerce.whole (id BIGINT PRIMARY KEY, label VARCHAR(20) DEFAULT 'none', KEY by_label (label))",
            "CREATE TABLE customer.part (id BIGINT PRIMARY KEY, amount DECIMAL(9,2), UNIQUE KEY by_amount (amount, id))");

    private static final List<Sql> STATEMENTS = List.of(
            Sql.of("SHOW TABLES FROM customer LIKE 'part'"),
            Sql.of("SHOW FULL TABLES IN commerce LIKE 'whole'"),
            Sql.of("SHOW TABLES FROM no_such_database"),
            Sql.of("SHOW COLUMNS FROM customer.part"),
            Sql.of("SHOW FULL COLUMNS FROM whole FROM commerce"),
            Sql.of("SHOW COLUMNS FROM whole"),
            Sql.of("SHOW INDEX FROM commerce.whole"),
            Sql.of("SHOW KEYS IN part IN customer"),
            Sql.of("SHOW CREATE TABLE commerce.whole"),
            Sql.of("SHOW CREATE TABLE customer.part"),
            Sql.of("SHOW CREATE TABLE part"),
            Sql.of("SHOW CREATE DATABASE customer"),
            Sql.of("SHOW TRIGGERS FROM customer"),
            Sql.of("SHOW TABLES FROM information_schema LIKE 'SCHEMATA'"),
            Sql.of("DESCRIBE customer.part"),
            Sql.of("DESC commerce.whole label"),
            Sql.of("DESCRIBE whole"),
            Sql.of("EXPLAIN commerce.whole"),
            Sql.of("ANALYZE TABLE commerce.whole"),
            Sql.of("CHECK TABLE commerce.whole"),
            Sql.of("CHECK TABLE whole"),
            Sql.of("CALL commerce.no_such_procedure()"),
            Sql.of("CALL no_such_procedure()"),
            Sql.of("SELECT table_name FROM information_schema.tables WHERE table_schema = 'customer' AND"
                    + " table_name = 'part'"),
            Sql.of(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name IN"
                            + " ('part', 'whole')",
                    "commerce"),
            Sql.of(
                    "SELECT c.column_name, c.column_type FROM information_schema.columns c JOIN"
                            + " information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name"
                            + " WHERE t.table_schema = ? AND t.table_name = ?",
                    "customer",
                    "part"),
            Sql.of(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema IN (?) AND table_name = 'part'",
                    "customer"),
            Sql.of("SELECT table_name FROM information_schema.tables WHERE table_schema LIKE 'commerce' AND"
                    + " table_name = 'whole'"),
            Sql.of("SELECT index_name FROM information_schema.statistics WHERE 'customer' = `table_schema` AND"
                    + " table_name = 'part'"),
            Sql.of("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN"
                    + " ('part', 'whole')"),
            Sql.of("SELECT table_name FROM information_schema.tables WHERE table_schema = 'no_such_database'"));

    private static Cluster cluster;

    @Parameter
    FlavorChoice.Wish flavor;

    @BeforeParameterizedClassInvocation
    static void start(FlavorChoice.Wish flavor) {
        cluster = Flavors.clusterOrSkip(flavor);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        cluster.applyVSchema("customer", VSCHEMA);
        cluster.applyVSchema("commerce", "{\"tables\": {\"whole\": {}}}");
        try (Connection plain = direct("");
                Connection sharded = cluster.connect("")) {
            for (Connection each : List.of(plain, sharded)) {
                try (Statement statement = each.createStatement()) {
                    statement.execute("DROP TABLE IF EXISTS commerce.whole");
                    statement.execute("DROP TABLE IF EXISTS customer.part");
                    for (String table : TABLES) {
                        statement.execute(table);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "commerce", "customer"})
    void whatTheyNameIsFoundFromEveryKeyspaceAndFromNone(String selected) throws Exception {
        List<String> differences = new ArrayList<>();
        for (boolean prepared : List.of(false, true)) {
            String option = "useServerPrepStmts=" + prepared;
            try (Connection plain = direct(selected, option);
                    Connection sharded = cluster.connect(selected, option)) {
                for (Sql sql : STATEMENTS) {
                    Outcome expected = Outcome.of(plain, sql);
                    Outcome seen = Outcome.of(sharded, sql);
                    if (!seen.equals(expected) && !seen.isRefused()) {
                        differences.add(sql + "\n-" + expected + "\n+" + seen);
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void whatIsNotSelectedIsNotGuessed() throws Exception {
        try (Connection none = cluster.connect("")) {
            for (String sql : List.of(
                    "SHOW TABLES",
                    "SHOW TRIGGERS",
                    "DO (SELECT COUNT(*) FROM no_such_table)",
                    "CHECK TABLE whole",
                    "CREATE PROCEDURE stray() SELECT 1")) {
                assertThat(Outcome.of(none, Sql.of(sql)).change()).as(sql).startsWith("error 1046 3D000");
            }
        }
    }

    @Test
    void tablesOfTwoKeyspacesInOneStatementAreRefused() throws Exception {
        try (Connection sharded = cluster.connect("commerce")) {
            for (String sql : List.of(
                    "EXPLAIN SELECT * FROM whole, customer.part",
                    "ANALYZE TABLE whole, customer.part",
                    "SELECT * FROM information_schema.tables WHERE table_schema IN ('commerce', 'customer')")) {
                assertThat(Outcome.of(sharded, Sql.of(sql)).change()).as(sql).startsWith("error 1235 42000");
            }
        }
    }

    @Test
    void driversFindTablesOfOtherKeyspaces() throws Exception {
        for (Connection connection : List.of(
                cluster.connect("commerce"),
                cluster.connect("commerce", "useInformationSchema=true"),
                cluster.connect("", "useServerPrepStmts=true"),
                cluster.connectMariaDb("commerce"))) {
            try (connection) {
                assertThat(names(connection.getMetaData().getTables("customer", null, "part", null), "TABLE_NAME"))
                        .containsExactly("part");
                assertThat(names(connection.getMetaData().getColumns("customer", null, "part", null), "COLUMN_NAME"))
                        .containsExactly("id", "amount");
                assertThat(names(connection.getMetaData().getPrimaryKeys("customer", null, "part"), "COLUMN_NAME"))
                        .containsExactly("id");
                assertThat(names(
                                connection.getMetaData().getIndexInfo("commerce", null, "whole", false, false),
                                "INDEX_NAME"))
                        .contains("by_label");
            }
        }
    }

    @Test
    void aTargetWithAShardOrATypeStillFindsItsOwnTables() throws Exception {
        for (String target : List.of("customer/-80", "customer@primary")) {
            try (Connection connection = cluster.connect(target.replace("/", "%2F"));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT DATABASE(), table_name FROM"
                            + " information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'part'")) {
                assertThat(rows.next()).as(target).isTrue();
                assertThat(rows.getString(1)).isEqualTo(target);
            }
        }
    }

    private static List<String> names(ResultSet rows, String column) throws SQLException {
        List<String> names = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                names.add(rows.getString(column));
            }
        }
        return names;
    }

    private static Connection direct(String database, String... options) throws SQLException {
        LocalServer plain = cluster.plain();
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + plain.port() + "/" + database
                        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&" + String.join("&", options),
                plain.accounts().application().name(),
                plain.accounts().application().password());
    }
}
