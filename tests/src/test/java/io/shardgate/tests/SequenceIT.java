package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.local.FlavorChoice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Auto-increment columns of sharded tables, as applications see them through both drivers. */
class SequenceIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"visitor": {"column_vindexes": [{"column": "visitor_id", "name": "hash"}],
                                    "auto_increment": {"column": "visitor_id", "sequence": "visitor_seq"}}}}
            """;

    private static final String SEQUENCES = """
            {"tables": {"visitor_seq": {"type": "sequence"}, "spare_seq": {"type": "sequence"}}}
            """;

    /** A driver, and whether its statements are prepared on the server. */
    record Client(FlavorChoice.Wish flavor, String driver, boolean isPrepared) {

        Connection connect(Cluster cluster) throws SQLException {
            return driver.equals("mysql")
                    ? cluster.connect("customer", "useServerPrepStmts=" + isPrepared)
                    : cluster.connectMariaDb("customer", "useServerPrepStmts=" + isPrepared);
        }
    }

    static List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        for (FlavorChoice.Wish flavor : Flavors.all()) {
            for (String driver : List.of("mysql", "mariadb")) {
                clients.add(new Client(flavor, driver, false));
                clients.add(new Client(flavor, driver, true));
            }
        }
        return clients;
    }

    private static Cluster cluster(Client client) throws SQLException {
        Cluster cluster = Flavors.clusterOrSkip(client.flavor());
        cluster.applyVSchema("commerce", SEQUENCES);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection commerce = cluster.connect("commerce");
                Statement statement = commerce.createStatement()) {
            for (String sequence : List.of("visitor_seq", "spare_seq")) {
                statement.execute("create table if not exists " + sequence
                        + "(id int, next_id bigint, cache bigint, primary key(id)) comment 'vitess_sequence'");
                statement.execute("insert ignore into " + sequence + "(id, next_id, cache) values (0, 1000, 7)");
            }
        }
        try (Connection customer = cluster.connect("customer");
                Statement statement = customer.createStatement()) {
            statement.execute("drop table if exists visitor");
            statement.execute(
                    "create table visitor(visitor_id bigint not null, name varchar(50), primary key(visitor_id))");
        }
        return cluster;
    }

    @ParameterizedTest
    @MethodSource("clients")
    void generatedKeysComeBackThroughJdbc(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into visitor(name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            List<Long> keys = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                insert.setString(1, "name " + i);
                assertThat(insert.executeUpdate()).isEqualTo(1);
                keys.addAll(generatedKeys(insert));
            }
            assertThat(keys).isSorted().doesNotHaveDuplicates().hasSize(20);
            assertThat(numbers(connection, "select visitor_id from visitor order by visitor_id"))
                    .isEqualTo(keys);
            assertThat(numbers(connection, "select last_insert_id()")).containsExactly(keys.get(19));
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void rowsOfOneStatementGetConsecutiveIdsOnAllShards(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into visitor(name) values (?), (?), (?), ('d'), ('e'), (?), ('g'), (?), ('i'), ('j')",
                        Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 1; i <= 5; i++) {
                insert.setString(i, "p" + i);
            }
            assertThat(insert.executeUpdate()).isEqualTo(10);
            List<Long> ids = numbers(connection, "select visitor_id from visitor order by visitor_id");
            assertThat(ids).hasSize(10);
            assertThat(ids.get(9) - ids.get(0)).isEqualTo(9);
            // MariaDB's driver reports the first id only, as it does of a plain server.
            assertThat(generatedKeys(insert)).isEqualTo(client.driver().equals("mysql") ? ids : ids.subList(0, 1));
            try (Connection lower = cluster.connect("customer/-80");
                    Connection upper = cluster.connect("customer/80-")) {
                assertThat(numbers(lower, "select visitor_id from visitor")).isNotEmpty();
                assertThat(numbers(upper, "select visitor_id from visitor")).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void explicitIdsAreKeptAndNullAndZeroGenerate(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into visitor(visitor_id, name) values (?, ?), (?, ?), (?, ?)")) {
            insert.setLong(1, 77);
            insert.setString(2, "explicit");
            insert.setNull(3, java.sql.Types.BIGINT);
            insert.setString(4, "null");
            insert.setLong(5, 0);
            insert.setString(6, "zero");
            assertThat(insert.executeUpdate()).isEqualTo(3);
            assertThat(numbers(connection, "select visitor_id from visitor where name = 'explicit'"))
                    .containsExactly(77L);
            List<Long> generated =
                    numbers(connection, "select visitor_id from visitor where name <> 'explicit' order by visitor_id");
            assertThat(generated).hasSize(2).allMatch(id -> id >= 1000);
            assertThat(generated.get(1)).isEqualTo(generated.get(0) + 1);
            assertThat(numbers(connection, "select last_insert_id()")).containsExactly(generated.get(0));

            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into visitor(visitor_id, name) values (78, 'explicit too')");
                assertThat(numbers(connection, "select last_insert_id()"))
                        .as("an explicit id leaves it alone, as in MySQL")
                        .containsExactly(generated.get(0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aRolledBackInsertLosesItsIdsAndBatchesDrawThem(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                PreparedStatement insert = connection.prepareStatement("insert into visitor(name) values (?)")) {
            connection.setAutoCommit(false);
            insert.setString(1, "gone");
            insert.executeUpdate();
            long gone = numbers(connection, "select last_insert_id()").get(0);
            connection.rollback();
            connection.setAutoCommit(true);
            for (int i = 0; i < 30; i++) {
                insert.setString(1, "batched " + i);
                insert.addBatch();
            }
            insert.executeBatch();
            List<Long> ids = numbers(connection, "select visitor_id from visitor order by visitor_id");
            assertThat(ids).hasSize(30).allMatch(id -> id > gone);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void nextValuesAreAQuery(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                Statement statement = connection.createStatement()) {
            long first = numbers(connection, "select next value from commerce.spare_seq")
                    .get(0);
            long second = numbers(connection, "select next 5 values from commerce.spare_seq")
                    .get(0);
            long third = numbers(connection, "select next value from commerce.spare_seq")
                    .get(0);
            assertThat(second).isGreaterThan(first);
            assertThat(third).isGreaterThanOrEqualTo(second + 5);
            try (PreparedStatement prepared =
                    connection.prepareStatement("select next ? values from commerce.spare_seq")) {
                prepared.setInt(1, 3);
                try (ResultSet row = prepared.executeQuery()) {
                    assertThat(row.getMetaData().getColumnLabel(1)).isEqualTo("nextval");
                    row.next();
                    assertThat(row.getLong(1)).isGreaterThan(third);
                }
            }
            assertThatThrownBy(() -> statement.executeQuery("select next :n values from commerce.spare_seq"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(":n");
            assertThatThrownBy(() -> statement.executeQuery("select next value from commerce.no_such_seq"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1146));
            assertThatThrownBy(() -> statement.executeQuery("select next value from customer.visitor"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("sequence");
            assertThatThrownBy(() -> statement.executeQuery("select next 0 values from commerce.spare_seq"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aPreparedStatementSeesTheSessionsOwnLastId(Client client) throws Exception {
        Cluster cluster = cluster(client);
        try (Connection connection = client.connect(cluster);
                Connection other = client.connect(cluster);
                PreparedStatement insert = connection.prepareStatement("insert into visitor(name) values (?)");
                PreparedStatement last = connection.prepareStatement("select last_insert_id() + ?, last_insert_id()");
                PreparedStatement rename = connection.prepareStatement(
                        "update visitor set name = ? where visitor_id = last_insert_id()")) {
            for (int i = 0; i < 10; i++) {
                insert.setString(1, "mine");
                insert.executeUpdate();
                long id = numbers(connection, "select max(visitor_id) from visitor")
                        .get(0);
                try (Statement others = other.createStatement()) {
                    others.executeUpdate("insert into visitor(name) values ('others')");
                }
                last.setLong(1, 5);
                try (ResultSet row = last.executeQuery()) {
                    row.next();
                    assertThat(row.getLong(2)).isEqualTo(id);
                    assertThat(row.getLong(1)).isEqualTo(id + 5);
                }
                rename.setString(1, "renamed");
                assertThat(rename.executeUpdate()).isEqualTo(1);
                assertThat(numbers(connection, "select visitor_id from visitor where name = 'renamed'"))
                        .contains(id)
                        .hasSize(i + 1);
            }
        }
    }

    private static List<Long> generatedKeys(Statement statement) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            return numbers(keys);
        }
    }

    private static List<Long> numbers(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return numbers(rows);
        }
    }

    private static List<Long> numbers(ResultSet rows) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        while (rows.next()) {
            numbers.add(rows.getLong(1));
        }
        return numbers;
    }
}
