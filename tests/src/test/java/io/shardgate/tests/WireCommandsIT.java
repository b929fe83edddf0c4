package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.tests.WireClient.Packet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the protocol besides queries and prepared statements, byte by byte. */
@ParameterizedClass(name = "on {0}")
@MethodSource("io.shardgate.tests.Flavors#all")
@Timeout(120)
class WireCommandsIT {

    private static final int COM_QUIT = 0x01;
    private static final int COM_INIT_DB = 0x02;
    private static final int COM_QUERY = 0x03;
    private static final int COM_FIELD_LIST = 0x04;
    private static final int COM_STATISTICS = 0x09;
    private static final int COM_PROCESS_KILL = 0x0C;
    private static final int COM_PING = 0x0E;
    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int COM_STMT_RESET = 0x1A;
    private static final int COM_SET_OPTION = 0x1B;
    private static final int COM_RESET_CONNECTION = 0x1F;

    private static final int EOF = 0xFE;
    private static final int PACKETS_OUT_OF_ORDER = 1156;
    private static final int NO_DATABASE = 1046;
    private static final int UNKNOWN_COMMAND = 1047;
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int SYNTAX = 1064;
    private static final int UNKNOWN_THREAD = 1094;
    private static final int NO_SUCH_TABLE = 1146;
    private static final int UNKNOWN_STATEMENT = 1243;
    private static final int INTERRUPTED = 1317;

    private static Cluster cluster;

    @Parameter
    FlavorChoice.Wish flavor;

    private final List<WireClient> clients = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(FlavorChoice.Wish flavor) {
        cluster = Flavors.clusterOrSkip(flavor);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        cluster.applyVSchema("customer", """
                {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
                 "tables": {"wired": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
                """);
        for (String keyspace : List.of("commerce", "customer")) {
            try (Connection connection = cluster.connect(keyspace);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS wired");
                statement.execute("CREATE TABLE wired (id BIGINT PRIMARY KEY, n INT DEFAULT 7, name VARCHAR(20))");
                statement.execute("INSERT INTO wired (id) VALUES (1), (4)");
            }
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        for (WireClient client : clients) {
            client.close();
        }
    }

    @Test
    void statisticsAreOneLineOfText() throws Exception {
        assertThat(client("commerce").command(COM_STATISTICS).text())
                .matches("Uptime: \\d+  Threads: \\d+  Questions: \\d+  Queries per second avg: \\d+\\.\\d{3}");
    }

    @Test
    void theTargetIsChosenAndKeptWhenAnotherIsUnknown() throws Exception {
        WireClient client = client("");
        assertThat(client.query("DO (SELECT COUNT(*) FROM no_such_table)").errno())
                .isEqualTo(NO_DATABASE);

        assertThat(client.command(COM_INIT_DB, "customer/80-").isOk()).isTrue();
        assertThat(client.command(COM_INIT_DB, "nonsense").errno()).isEqualTo(UNKNOWN_DATABASE);

        assertThat(scalar(client, "SELECT COUNT(*) FROM wired")).isEqualTo("1");
        assertThat(scalar(client, "SELECT DATABASE()")).isEqualTo("customer/80-");
    }

    @ValueSource(strings = {"commerce", "customer", "customer/-80"})
    @ParameterizedTest
    void theColumnsOfATableAreListedWithTheirDefaults(String target) throws Exception {
        WireClient client = client(target);

        List<Packet> columns = fieldList(client, "wired", "%");

        assertThat(columns).hasSize(3);
        assertThat(columns.get(1).text()).contains("wired").contains("\u0001n").endsWith("\u00017");
        assertThat(fieldList(client, "wired", "na%")).hasSize(1);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void columnsOfATableThatIsNotThereAreAnError() throws Exception {
        WireClient client = client("commerce");
        assertThat(client.command(COM_FIELD_LIST, "no_such_table\0%").errno()).isEqualTo(NO_SUCH_TABLE);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void columnsWithoutADatabaseAreAnErrorAndNotThoseOfAnyKeyspace() throws Exception {
        WireClient client = client("");
        assertThat(client.command(COM_FIELD_LIST, "wired\0%").errno()).isEqualTo(NO_DATABASE);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void aKilledConnectionEndsAndTheKillersGoesOn() throws Exception {
        WireClient killer = client("commerce");
        WireClient victim = client("commerce");

        assertThat(killer.command(COM_PROCESS_KILL, WireClient.int4(victim.connectionId()))
                        .isOk())
                .isTrue();

        assertThat(victim.isEnded()).isTrue();
        assertThat(killer.command(COM_PING).isOk()).isTrue();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> killer.command(COM_PROCESS_KILL, WireClient.int4(victim.connectionId()))
                                .errno()
                        == UNKNOWN_THREAD);
    }

    @Test
    void aConnectionThatKillsItselfIsToldSo() throws Exception {
        WireClient byCommand = client("commerce");
        assertThat(byCommand
                        .command(COM_PROCESS_KILL, WireClient.int4(byCommand.connectionId()))
                        .errno())
                .isEqualTo(INTERRUPTED);
        assertThat(byCommand.isEnded()).isTrue();

        WireClient byStatement = client("commerce");
        assertThat(byStatement.query("KILL " + byStatement.connectionId()).errno())
                .isEqualTo(INTERRUPTED);
        assertThat(byStatement.isEnded()).isTrue();
    }

    @Test
    void aResetConnectionHasNothingLeftOfItsPastWhenItIsAnswered() throws Exception {
        WireClient client = client("customer");
        String sqlMode = scalar(client, "SELECT @@sql_mode");
        client.query("SET SESSION sql_mode = ''");
        client.query("SET @left = 1");
        client.query("SET autocommit = 0");
        scalar(client, "SELECT LAST_INSERT_ID(5)");
        client.query("UPDATE wired SET n = 'x'");
        int statement = prepare(client, "SELECT 1");

        assertThat(client.command(COM_RESET_CONNECTION).isOk()).isTrue();

        try (Connection other = cluster.connect("customer");
                Statement update = other.createStatement()) {
            update.execute("SET SESSION innodb_lock_wait_timeout = 1");
            assertThat(update.executeUpdate("UPDATE wired SET n = 8")).isEqualTo(2);
        }
        assertThat(scalar(client, "SELECT @@sql_mode")).isEqualTo(sqlMode);
        assertThat(scalar(client, "SELECT @@autocommit")).isEqualTo("1");
        assertThat(scalar(client, "SELECT COALESCE(@left, 'none')")).isEqualTo("none");
        assertThat(scalar(client, "SELECT LAST_INSERT_ID()")).isEqualTo("0");
        assertThat(scalar(client, "SELECT DATABASE()")).isEqualTo("customer");
        assertThat(execute(client, statement).errno()).isEqualTo(UNKNOWN_STATEMENT);
    }

    @Test
    void aResetForgetsWarnings() throws Exception {
        WireClient client = client("commerce");
        client.query("DROP TABLE IF EXISTS never_there");
        assertThat(scalar(client, "SHOW COUNT(*) WARNINGS")).isEqualTo("1");
        client.command(COM_RESET_CONNECTION);
        assertThat(scalar(client, "SHOW COUNT(*) WARNINGS")).isEqualTo("0");
    }

    @Test
    void aResetFreesLocksAndTemporaryTablesBeforeItIsAnswered() throws Exception {
        WireClient client = client("commerce");
        assertThat(scalar(client, "SELECT GET_LOCK('wire', 0)")).isEqualTo("1");
        client.query("CREATE TEMPORARY TABLE passing (a INT)");

        assertThat(client.command(COM_RESET_CONNECTION).isOk()).isTrue();

        WireClient other = client("commerce");
        assertThat(scalar(other, "SELECT GET_LOCK('wire', 0)")).isEqualTo("1");
        assertThat(client.query("INSERT INTO passing VALUES (1)").errno()).isEqualTo(NO_SUCH_TABLE);
    }

    @Test
    void severalStatementsInOneTextAreAllowedAndForbiddenByAnOption() throws Exception {
        WireClient client = client("commerce");
        String two = "DO 1; DO 2";
        assertThat(client.query(two).errno()).isEqualTo(SYNTAX);

        assertThat(client.command(COM_SET_OPTION, (byte) 0, (byte) 0).header()).isEqualTo(EOF);
        assertThat(client.query(two).isOk()).isTrue();
        assertThat(client.read().isOk()).isTrue();

        assertThat(client.command(COM_SET_OPTION, (byte) 1, (byte) 0).header()).isEqualTo(EOF);
        assertThat(client.query(two).errno()).isEqualTo(SYNTAX);
        assertThat(client.command(COM_SET_OPTION, (byte) 9, (byte) 0).errno()).isEqualTo(UNKNOWN_COMMAND);
    }

    @ValueSource(ints = {0x00, 0x05, 0x08, 0x0A, 0x0B, 0x0D, 0x0F, 0x12, 0x15, 0x1D, 0x20, 0x7F, 0xFE, 0xFF})
    @ParameterizedTest
    void anUnknownCommandIsAnErrorAndTheConnectionGoesOn(int command) throws Exception {
        WireClient client = client("commerce");
        assertThat(client.command(command, "rest").errno()).isEqualTo(UNKNOWN_COMMAND);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void anEmptyPacketIsAnErrorAndTheConnectionGoesOn() throws Exception {
        WireClient client = client("commerce");
        client.send(0);
        assertThat(client.read().errno()).isEqualTo(UNKNOWN_COMMAND);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void aStatementThatWasNeverPreparedIsAnError() throws Exception {
        WireClient client = client("commerce");
        assertThat(client.command(COM_STMT_RESET, WireClient.int4(99)).errno()).isEqualTo(UNKNOWN_STATEMENT);
        assertThat(execute(client, 99).errno()).isEqualTo(UNKNOWN_STATEMENT);
        assertThat(client.command(COM_PING).isOk()).isTrue();
    }

    @Test
    void commandsSentAheadAreAnsweredInTheirOrder() throws Exception {
        WireClient client = client("commerce");
        var many = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            many.writeBytes(WireClient.packet(0, bytes(COM_QUERY, "UPDATE wired SET n = n + 1 WHERE id = 1")));
            many.writeBytes(WireClient.packet(0, bytes(COM_QUERY, "nonsense " + i)));
            many.writeBytes(WireClient.packet(0, bytes(COM_PING, "")));
        }
        client.sendRaw(many.toByteArray());
        for (int i = 0; i < 50; i++) {
            assertThat(client.read().isOk()).isTrue();
            assertThat(client.read().text()).contains("'nonsense " + i + "'");
            assertThat(client.read().isOk()).isTrue();
        }
        assertThat(scalar(client, "SELECT n FROM wired WHERE id = 1")).isEqualTo("57");
    }

    @Test
    void aPacketOutOfItsOrderEndsTheConnection() throws Exception {
        WireClient client = client("commerce");
        client.send(3, (byte) COM_PING);
        assertThat(client.read().errno()).isEqualTo(PACKETS_OUT_OF_ORDER);
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void quitEndsTheConnectionWithoutAnAnswer() throws Exception {
        WireClient client = client("commerce");
        client.send(0, (byte) COM_QUIT);
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void theProcessListSaysWhatEachSessionDoes() throws Exception {
        WireClient idle = client("customer/-80");
        WireClient busy = client("commerce");
        busy.send(0, bytes(COM_QUERY, "DO SLEEP(3)"));
        try (Connection other = cluster.connect("");
                Statement statement = other.createStatement()) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(processes(statement))
                            .contains(
                                    idle.connectionId() + " customer/-80 Sleep null",
                                    // Another user's statement is not shown.
                                    busy.connectionId() + " commerce Query null"));
        }
        WireClient same = client("");
        same.send(0, bytes(COM_QUERY, "SHOW FULL PROCESSLIST"));
        assertThat(drainRows(same)).anyMatch(row -> row.contains("DO SLEEP(3)"));
        assertThat(busy.read().isOk()).isTrue();
    }

    private static List<String> processes(Statement statement) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery("SHOW PROCESSLIST")) {
            while (found.next()) {
                rows.add(found.getString("Id") + " " + found.getString("db") + " " + found.getString("Command") + " "
                        + found.getString("Info"));
                assertThat(found.getLong("Time")).isBetween(0L, 600L);
            }
        }
        return rows;
    }

    private WireClient client(String target) throws IOException {
        WireClient client = new WireClient(cluster.port(), target, 0);
        clients.add(client);
        return client;
    }

    private static byte[] bytes(int command, String rest) {
        return ((char) command + rest).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Packet> fieldList(WireClient client, String table, String wildcard) throws IOException {
        List<Packet> columns = new ArrayList<>();
        for (Packet packet = client.command(COM_FIELD_LIST, table + "\0" + wildcard);
                packet.header() != EOF;
                packet = client.read()) {
            assertThat(packet.errno()).as(packet.text()).isZero();
            columns.add(packet);
        }
        return columns;
    }

    private static int prepare(WireClient client, String sql) throws IOException {
        Packet answer = client.command(COM_STMT_PREPARE, sql);
        assertThat(answer.isOk()).isTrue();
        assertThat(client.read().header()).isNotEqualTo(EOF);
        assertThat(client.read().header()).isEqualTo(EOF);
        return answer.bytes().charAt(1);
    }

    private static Packet execute(WireClient client, int statement) throws IOException {
        var rest = new ByteArrayOutputStream();
        rest.writeBytes(WireClient.int4(statement));
        rest.write(0);
        rest.writeBytes(WireClient.int4(1));
        return client.command(COM_STMT_EXECUTE, rest.toByteArray());
    }

    /** The only value of the only row. */
    private static String scalar(WireClient client, String sql) throws IOException {
        client.send(0, bytes(COM_QUERY, sql));
        List<String> rows = drainRows(client);
        assertThat(rows).hasSize(1);
        return rows.get(0).substring(1);
    }

    /** Reads a result to its end and returns its rows, each as the bytes of its packet. */
    private static List<String> drainRows(WireClient client) throws IOException {
        List<String> rows = new ArrayList<>();
        Packet first = client.read();
        assertThat(first.errno()).as(first.text()).isZero();
        int ends = 0;
        while (ends < 2) {
            Packet packet = client.read();
            assertThat(packet.errno()).as(packet.text()).isZero();
            if (packet.header() == EOF) {
                ends++;
            } else if (ends == 1) {
                rows.add(packet.text());
            }
        }
        return rows;
    }
}
