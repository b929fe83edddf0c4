package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What statements leave in their connections must reach neither other clients nor be lost to their own. */
@ParameterizedClass(name = "on {0}")
@MethodSource("io.shardgate.tests.Flavors#all")
@Timeout(120)
class PooledConnectionsIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"pooled": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    private static final int OTHERS = 6;
    private static final int FRAGMENT = (1 << 24) - 1;

    private static Cluster cluster;

    @Parameter
    FlavorChoice.Wish flavor;

    private final List<Connection> connections = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(FlavorChoice.Wish flavor) {
        cluster = Flavors.clusterOrSkip(flavor);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        cluster.applyVSchema("customer", VSCHEMA);
        for (String keyspace : List.of("commerce", "customer")) {
            Connection connection = connect(keyspace);
            execute(connection, "DROP TABLE IF EXISTS pooled");
            execute(connection, "CREATE TABLE pooled (id BIGINT PRIMARY KEY, n BIGINT, filler LONGTEXT)");
        }
    }

    @AfterEach
    void disconnect() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void aServerThatIsLostInTheMiddleOfARowEndsTheClientsConnection() throws Exception {
        execute(connect("commerce"), "INSERT INTO pooled VALUES (1, 1, REPEAT('x', 12000000))");
        try (WireClient client = new WireClient(cluster.port(), "commerce", 0)) {
            client.send(0, bytes("SELECT filler, REPEAT('y', 12000000), REPEAT('z', 12000000) FROM pooled"));
            client.read();
            // The rest does not fit into what may wait, so the server is in the middle of the row.
            TimeUnit.MILLISECONDS.sleep(500);
            killServerConnections("commerce/0");

            assertThatThrownBy(() -> {
                        while (!client.isEnded()) {
                            client.read();
                        }
                        throw new EOFException();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTransactionThatAProcedureHasBegunIsItsClients() throws Exception {
        Connection own = connect("commerce");
        execute(own, "DROP PROCEDURE IF EXISTS begins");
        execute(own, "CREATE PROCEDURE begins() BEGIN START TRANSACTION; INSERT INTO pooled VALUES (1, 1, ''); END");

        execute(own, "CALL begins()");
        for (int i = 0; i < OTHERS; i++) {
            execute(connect("commerce"), "INSERT INTO pooled VALUES (" + (10 + i) + ", 0, '')");
        }
        assertThat(number(connect("commerce"), "SELECT COUNT(*) FROM pooled WHERE id = 1"))
                .isZero();
        execute(own, "ROLLBACK");

        assertThat(number(connect("commerce"), "SELECT COUNT(*) FROM pooled")).isEqualTo(OTHERS);
        execute(own, "CALL begins()");
        execute(own, "COMMIT");
        assertThat(number(connect("commerce"), "SELECT COUNT(*) FROM pooled")).isEqualTo(OTHERS + 1);
        execute(own, "DROP PROCEDURE begins");
    }

    @Test
    void anXaTransactionStaysWithItsClient() throws Exception {
        Connection own = connect("commerce");
        execute(own, "XA START 'pooled'");
        execute(own, "INSERT INTO pooled VALUES (1, 1, '')");
        for (int i = 0; i < OTHERS; i++) {
            Connection other = connect("commerce");
            other.setAutoCommit(false);
            execute(other, "INSERT INTO pooled VALUES (" + (10 + i) + ", 0, '')");
            other.commit();
        }
        execute(own, "XA END 'pooled'");
        execute(own, "XA ROLLBACK 'pooled'");

        assertThat(number(connect("commerce"), "SELECT COUNT(*) FROM pooled")).isEqualTo(OTHERS);
    }

    @Test
    void whatIsSetForOneTransactionReachesNoOther() throws Exception {
        Connection own = connect("commerce");
        execute(own, "SET TRANSACTION READ ONLY");
        execute(own, "SELECT 1");
        for (int i = 0; i < OTHERS; i++) {
            execute(connect("commerce"), "INSERT INTO pooled VALUES (" + i + ", 0, '')");
        }
        execute(own, "SET @@" + readOnlyVariable() + " = 1");
        for (int i = 0; i < OTHERS; i++) {
            execute(connect("commerce"), "INSERT INTO pooled VALUES (" + (10 + i) + ", 0, '')");
        }
        execute(own, "BEGIN");
        assertThat(errno(own, "INSERT INTO pooled VALUES (100, 0, '')")).isEqualTo(1792);
        execute(own, "ROLLBACK");
        own.setAutoCommit(false);
        execute(own, "SET TRANSACTION READ ONLY");
        assertThat(errno(own, "INSERT INTO pooled VALUES (100, 0, '')")).isEqualTo(1792);
        own.rollback();
        execute(own, "INSERT INTO pooled VALUES (100, 0, '')");
        own.rollback();
    }

    @Test
    void aSavepointCanComeFirstInATransaction() throws Exception {
        for (String keyspace : List.of("commerce", "customer")) {
            Connection own = connect(keyspace);
            own.setAutoCommit(false);
            Savepoint first = own.setSavepoint();
            execute(own, "INSERT INTO pooled VALUES (1, 0, ''), (4, 0, '')");
            own.rollback(first);
            execute(own, "INSERT INTO pooled VALUES (2, 0, '')");
            own.commit();
            assertThat(number(own, "SELECT SUM(id) FROM pooled")).isEqualTo(2);
            own.rollback();
        }
    }

    @Test
    void aTransactionThatLostAConnectionDuringSetIsNotHalfCommitted() throws Exception {
        Connection own = connect("customer");
        own.setAutoCommit(false);
        execute(own, "INSERT INTO pooled VALUES (1, 0, '')");
        execute(own, "INSERT INTO pooled VALUES (4, 0, '')");
        killServerConnections("customer/-80");

        assertThat(errno(own, "SET @lost = 1")).isNotZero();
        assertThatThrownBy(own::commit)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1213));

        assertThat(number(connect("customer"), "SELECT COUNT(*) FROM pooled")).isZero();
        execute(own, "INSERT INTO pooled VALUES (4, 0, '')");
        own.commit();
        assertThat(number(connect("customer"), "SELECT COUNT(*) FROM pooled")).isEqualTo(1);
    }

    @Test
    void theAnswerToAStatementOfSeveralPacketsIsNumberedBehindThem() throws Exception {
        byte[] filler = new byte[17_000_000];
        Arrays.fill(filler, (byte) 'x');
        var statement = new ByteArrayOutputStream();
        statement.writeBytes(bytes("INSERT INTO pooled VALUES (1, 0, '"));
        statement.writeBytes(filler);
        statement.writeBytes("')".getBytes(StandardCharsets.UTF_8));
        byte[] whole = statement.toByteArray();
        try (WireClient client = new WireClient(cluster.port(), "commerce", 0)) {
            client.send(0, Arrays.copyOf(whole, FRAGMENT));
            client.send(1, Arrays.copyOfRange(whole, FRAGMENT, whole.length));
            assertThat(client.read().isOk()).isTrue();
            assertThat(client.sequence()).isEqualTo(2);
        }
        assertThat(number(connect("commerce"), "SELECT LENGTH(filler) FROM pooled"))
                .isEqualTo(17_000_000);
    }

    @Test
    void aVariableIsNotSetToOneShardsAnswer() throws Exception {
        Connection own = connect("customer");
        assertThat(errno(own, "SET @n = (SELECT COUNT(*) FROM pooled)")).isEqualTo(1235);
        execute(own, "SET @n = 1 + 1");
        assertThat(number(own, "SELECT @n")).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackToItsDefaultGoesOn() throws Exception {
        Connection own = connect("commerce");
        execute(own, "SET timestamp = 1000000000");
        assertThat(number(own, "SELECT UNIX_TIMESTAMP()")).isEqualTo(1_000_000_000);
        execute(own, "SET timestamp = DEFAULT");
        long before = number(own, "SELECT UNIX_TIMESTAMP()");
        TimeUnit.MILLISECONDS.sleep(1_100);
        assertThat(number(own, "SELECT UNIX_TIMESTAMP()")).isGreaterThan(before);
    }

    @Test
    void aSetWithParametersWorksThroughDrivers() throws Exception {
        Connection own = connect("commerce", "useServerPrepStmts=true");
        try (PreparedStatement statement = own.prepareStatement("SET @parameter = ?")) {
            statement.setInt(1, 5);
            statement.execute();
        }
        assertThat(number(own, "SELECT @parameter")).isEqualTo(5);
    }

    @Test
    void variablesThatQueriesAndProceduresSetStayWithTheirClient() throws Exception {
        Connection own = connect("commerce");
        execute(own, "DROP PROCEDURE IF EXISTS gives");
        execute(own, "CREATE PROCEDURE gives(OUT given INT) SET given = 13");
        execute(own, "SELECT 12 INTO @selected");
        execute(own, "CALL gives(@given)");
        execute(own, "SELECT @assigned := 14");
        for (int i = 0; i < OTHERS; i++) {
            assertThat(number(connect("commerce"), "SELECT COALESCE(@selected, @given, @assigned, 0)"))
                    .isZero();
        }
        assertThat(number(own, "SELECT @selected + @given + @assigned")).isEqualTo(39);
        execute(own, "DROP PROCEDURE gives");
    }

    @Test
    void whatAProcedureChangesBeforeItsResultStaysWithItsClient() throws Exception {
        Connection own = connect("commerce");
        execute(own, "DROP PROCEDURE IF EXISTS changes");
        execute(
                own,
                "CREATE PROCEDURE changes() BEGIN CREATE TEMPORARY TABLE passing(i INT); SET SESSION sql_mode = '';"
                        + " SELECT 1; END");
        execute(own, "CALL changes()");
        for (int i = 0; i < OTHERS; i++) {
            Connection other = connect("commerce");
            assertThat(errno(other, "SELECT * FROM passing")).isEqualTo(1146);
            assertThat(number(other, "SELECT @@sql_mode <> ''")).isEqualTo(1);
        }
        assertThat(number(own, "SELECT COUNT(*) FROM passing")).isZero();
        execute(own, "DROP PROCEDURE changes");
    }

    @Test
    void aStatementThatCommitsImplicitlyCommitsOnAllShards() throws Exception {
        Connection own = connect("commerce");
        own.setAutoCommit(false);
        execute(own, "INSERT INTO pooled VALUES (1, 0, '')");
        execute(own, "INSERT INTO customer.pooled VALUES (4, 0, '')");
        execute(own, "ANALYZE TABLE pooled");
        own.rollback();
        assertThat(number(connect("commerce"), "SELECT COUNT(*) FROM pooled")).isEqualTo(1);
        assertThat(number(connect("customer"), "SELECT COUNT(*) FROM pooled")).isEqualTo(1);
    }

    @Test
    void accountsOfTheServersAreNotTheClients() throws Exception {
        Connection own = connect("commerce");
        for (String sql : List.of(
                "SET PASSWORD = 'x'", "ALTER USER USER() IDENTIFIED BY 'x'", "SET ROLE NONE", "CREATE USER stranger")) {
            assertThat(errno(own, sql)).as(sql).isEqualTo(1235);
        }
    }

    private String readOnlyVariable() {
        return flavor == FlavorChoice.Wish.MARIADB ? "tx_read_only" : "transaction_read_only";
    }

    private static byte[] bytes(String sql) {
        return ((char) 3 + sql).getBytes(StandardCharsets.UTF_8);
    }

    /** Ends every connection of the application's account to a server. */
    private static void killServerConnections(String shard) throws SQLException {
        LocalServer server = cluster.shard(shard);
        try (Connection dba = server.connect(server.accounts().dba());
                Statement statement = dba.createStatement()) {
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT id FROM information_schema.processlist WHERE user = '"
                    + server.accounts().application().name() + "'")) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            for (long id : ids) {
                statement.execute("KILL " + id);
            }
        }
    }

    private Connection connect(String keyspace, String... options) throws SQLException {
        Connection connection = cluster.connect(keyspace, options);
        connections.add(connection);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int errno(Connection connection, String sql) {
        try {
            execute(connection, sql);
            return 0;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
