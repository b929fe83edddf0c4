package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** INSERT ... SELECT whose rows are read in one place and belong to another. */
class InsertSelectIT {

    private static final String CUSTOMER = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}, "md5": {"type": "unicode_loose_md5"}},
             "tables": {"copied": {"column_vindexes": [{"column": "id", "name": "hash"}]},
                        "named": {"column_vindexes": [{"column": "name", "name": "md5"}]},
                        "numbered": {"column_vindexes": [{"column": "id", "name": "hash"}],
                                     "auto_increment": {"column": "id", "sequence": "numbered_seq"}}}}
            """;

    private static final String COMMERCE = """
            {"tables": {"original": {}, "kept": {}, "numbered_seq": {"type": "sequence"}}}
            """;

    private static final String COLUMNS = "id bigint not null primary key, tiny tinyint, un bigint unsigned,"
            + " de decimal(30,10), dou double, yr year, name varchar(60), latin varchar(40) character set latin1,"
            + " wide varchar(20) character set utf16, txt text, bin varbinary(60), fixed binary(4), blo blob,"
            + " da date, ti time(3), dt datetime(6), st timestamp(3) null, bits bit(20), js json,"
            + " en enum('a', 'b''c', 'ü'), se set('x', 'y', 'z'), ge geometry";

    private static final List<String> ROWS = List.of(
            "(1, -128, 18446744073709551615, 12345678901234567890.0123456789, 1.7976931348623157e308, 1999,"
                    + " 'it''s \\\\ \"q\"', 'été', '中文', 'line\\nline\\0', x'00ff27225c0a', 'ab', x'c3', '2024-02-29',"
                    + " '-838:59:59.000', '2024-02-29 23:59:59.999999', '2001-01-01 00:00:01.5', b'10000000000000000001',"
                    + " '{\"k\": [1, 2.5, \"ü\", null]}', 'b''c', 'x,z', point(1.5, -2))",
            "(2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,"
                    + " null, null, null, null)",
            "(3, 0, 0, -0.0000000001, 0.1, 2155, '😀 emoji', '', '', '', '', '', '', '1000-01-01', '00:00:00.001',"
                    + " '9999-12-31 00:00:00', '2030-06-30 12:00:00', b'0', '\"plain\"', 'ü', '', linestring(point(0, 0),"
                    + " point(1, 1)))",
            "(4, 127, 9223372036854775808, 0, -1e-300, 1901, '123', '7', '9', '1e3', '42', x'31323334', '5', '2020-12-31',"
                    + " '838:59:59.000', '1000-01-01 00:00:00.000001', '1970-01-02 00:00:00', b'11111', '17', 'a', 'y',"
                    + " null)");

    /** Of values in a form in which no two different ones look the same. */
    private static final String ALL = "select id, tiny, un, de, dou, yr, hex(name), hex(latin), hex(wide), hex(txt),"
            + " hex(bin), hex(fixed), hex(blo), da, ti, dt, st, hex(bits), cast(js as char), hex(en), hex(se), hex(ge)"
            + " from %s order by id";

    static Stream<Arguments> flavorsAndProtocols() {
        return Flavors.all().stream()
                .flatMap(flavor -> Stream.of(true, false).map(prepared -> Arguments.of(flavor, prepared)));
    }

    @ParameterizedTest(name = "on {0}, prepared {1}")
    @MethodSource("flavorsAndProtocols")
    void rowsArriveAsTheyDoInsideOneServer(FlavorChoice.Wish flavor, boolean isPrepared) throws Exception {
        Cluster cluster = cluster(flavor);
        String option = "useServerPrepStmts=" + isPrepared;
        try (Connection plain = direct(cluster.plain(), option);
                Connection sharded = cluster.connect("customer", option)) {
            for (Connection each : List.of(plain, sharded)) {
                create(each);
            }
            for (Sql sql : List.of(
                    Sql.of("insert into copied select * from commerce.original"),
                    Sql.of("insert into copied select * from commerce.original"),
                    Sql.of("insert ignore into copied(id, name) select id + 2, ? from commerce.original", "später"),
                    Sql.of("replace into copied(id, name, dou) select id + 3, latin, 5 from commerce.original"),
                    Sql.of(
                            "insert into copied(id, tiny) select id, tiny from commerce.original where id < ?"
                                    + " on duplicate key update txt = concat('was ', copied.id), tiny = values(tiny)",
                            4),
                    Sql.of("insert into commerce.kept select * from copied"),
                    Sql.of("insert into commerce.kept(id, name) select id + 100, name from copied order by id limit 3"),
                    Sql.of("insert into copied(id, de) select 50 + count(*), sum(de) from commerce.original"),
                    Sql.of("insert into copied(id, un) select id + 1000, un from copied"),
                    Sql.of("insert into copied(id, name) select 77, 'seven'"),
                    Sql.of("insert into copied(id, name) select 78, 'x' from commerce.original where id > 900"),
                    Sql.of("insert into copied(id) select null"),
                    Sql.of("insert into copied(id, name) select id, name, txt from commerce.original"),
                    Sql.of("insert into copied(id, tiny) select id + 200, 1000 from commerce.original"),
                    Sql.of("insert into copied(id, un) select id + 300, da + 0 from commerce.original where id = 1"),
                    Sql.of("insert into copied(id, txt) select id + 310, dt from commerce.original"),
                    Sql.of("insert into copied(id, un) select id + 320, bits from commerce.original"),
                    Sql.of("insert into copied(id, un) select id + 330, bin from commerce.original where id = 4"),
                    Sql.of("insert into copied(id, txt) select id + 340, js from commerce.original"),
                    Sql.of("insert into named(name, n) select name, id from commerce.original where id > 2"),
                    Sql.of("insert into named(name, n) select concat('n', id), id from copied"))) {
                assertThat(Outcome.of(sharded, sql)).as(sql.toString()).isEqualTo(Outcome.of(plain, sql));
                for (String table : List.of("copied", "commerce.kept")) {
                    Sql all = Sql.of(ALL.formatted(table)).ordered();
                    assertThat(Outcome.of(sharded, all)).as("after " + sql).isEqualTo(Outcome.of(plain, all));
                }
            }
            Sql named = Sql.of("select name, n from named order by n, name").ordered();
            assertThat(Outcome.of(sharded, named)).isEqualTo(Outcome.of(plain, named));
        }
    }

    @ParameterizedTest
    @EnumSource(value = FlavorChoice.Wish.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void noCharacterIsLostOnTheWayThroughAClientOfAnotherCharset(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = cluster(flavor);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            create(connection);
            statement.execute("set names latin1");
            statement.execute("insert into copied(id, name, wide) select id, name, wide from commerce.original");
            statement.execute("set names utf8mb4");

            assertThat(Outcome.of(connection, Sql.of("select name, wide from copied where id in (1, 3)")))
                    .isEqualTo(Outcome.of(
                            connection, Sql.of("select name, wide from commerce.original where id in (1, 3)")));
        }
    }

    @ParameterizedTest
    @EnumSource(value = FlavorChoice.Wish.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void whatWouldArriveAsAnotherValueIsRefused(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = cluster(flavor);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            create(connection);
            statement.execute("alter table commerce.original add column fl float");
            for (String refused : List.of(
                    "insert into copied(id, dou) select id, fl from commerce.original",
                    "insert into copied(id, un) select id, da from commerce.original",
                    "insert into copied(id, un) select id, en from commerce.original",
                    "insert into copied(id, name) select id, name from commerce.original on duplicate key update name = txt")) {
                assertThat(Outcome.of(connection, Sql.of(refused)).isRefused())
                        .as(refused)
                        .isTrue();
            }
            assertThat(statement.executeUpdate(
                            "insert into copied(id, dou, un) select id, fl + 0e0, en + 0 from commerce.original"))
                    .isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(value = FlavorChoice.Wish.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void rowsThatTheChosenShardDoesNotOwnAreRefused(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = cluster(flavor);
        try (Connection connection = cluster.connect("customer")) {
            create(connection);
            assertThat(Outcome.of(connection, Sql.of("insert into copied(id) values (1), (4)"))
                            .change())
                    .isEqualTo("affected 2");
        }
        try (Connection connection = cluster.connect("customer:-80")) {
            assertThat(Outcome.of(connection, Sql.of("insert into copied(id) select id + 1 from copied"))
                            .change())
                    .isEqualTo("affected 1");
            assertThat(Outcome.of(connection, Sql.of("insert into copied(id) select id + 2 from copied where id = 2"))
                            .change())
                    .contains("error 1105", "has the keyspace id", "which shard customer/-80 does not own");
        }
    }

    @ParameterizedTest
    @EnumSource(value = FlavorChoice.Wish.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void rowsWithoutAnIdGetOneFromTheSequence(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = cluster(flavor);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            create(connection);
            assertThat(statement.executeUpdate(
                            "insert into numbered(name) select name from commerce.original order by id"))
                    .isEqualTo(4);
            long first = number(statement, "select last_insert_id()");
            assertThat(number(statement, "select min(id) from numbered")).isEqualTo(first);
            assertThat(number(statement, "select max(id) from numbered")).isEqualTo(first + 3);

            assertThat(statement.executeUpdate("insert into numbered(id, name) select nullif(id, 1) + 100000, name"
                            + " from commerce.original"))
                    .isEqualTo(4);
            assertThat(number(statement, "select count(*) from numbered where id between 100002 and 100004"))
                    .isEqualTo(3);
            assertThat(number(statement, "select count(*) from numbered")).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(value = FlavorChoice.Wish.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void manyRowsGoInSeveralStatementsAndAllOrNothing(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = cluster(flavor);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            create(connection);
            statement.execute("delete from commerce.original");
            try (var insert = connection.prepareStatement(
                    "insert into commerce.original(id, txt) values (?, repeat('ä', 20000))")) {
                for (int id = 1; id <= 120; id++) {
                    insert.setInt(1, id);
                    insert.execute();
                }
            }
            assertThat(statement.executeUpdate("insert into copied(id, txt) select id, txt from commerce.original"))
                    .isEqualTo(120);
            assertThat(number(statement, "select sum(char_length(txt)) from copied"))
                    .isEqualTo(120 * 20_000);

            statement.execute("delete from copied where id <> 119");
            assertThat(Outcome.of(
                                    connection,
                                    Sql.of("insert into copied(id, txt) select id, txt from commerce.original"))
                            .change())
                    .startsWith("error 1062");
            assertThat(number(statement, "select count(*) from copied")).isEqualTo(1);

            connection.setAutoCommit(false);
            statement.execute("insert into copied(id, name) values (500, 'first')");
            assertThat(Outcome.of(
                                    connection,
                                    Sql.of("insert into copied(id, txt) select id, txt from commerce.original"))
                            .change())
                    .startsWith("error 1062");
            statement.execute("insert into copied(id, txt) select id + 1000, txt from commerce.original");
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(number(statement, "select count(*) from copied")).isEqualTo(122);
        }
    }

    private static Cluster cluster(FlavorChoice.Wish flavor) {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("commerce", COMMERCE);
        cluster.applyVSchema("customer", CUSTOMER);
        return cluster;
    }

    private static Connection direct(LocalServer server, String option) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + server.host() + ":" + server.port()
                        + "/customer?sslMode=DISABLED&allowPublicKeyRetrieval=true&" + option,
                server.accounts().application().name(),
                server.accounts().application().password());
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of("copied", "named", "numbered", "commerce.original", "commerce.kept")) {
                statement.execute("drop table if exists " + table);
            }
            for (String table : List.of("copied", "commerce.original", "commerce.kept")) {
                statement.execute("create table " + table + "(" + COLUMNS + ") character set utf8mb4");
            }
            statement.execute("create table named(name varchar(60) primary key, n int) character set utf8mb4");
            statement.execute("create table numbered(id bigint primary key, name varchar(60)) character set utf8mb4");
            for (String sequence : List.of(
                    "create table if not exists commerce.numbered_seq(id int, next_id bigint, cache bigint,"
                            + " primary key(id)) comment 'vitess_sequence'",
                    "insert ignore into commerce.numbered_seq(id, next_id, cache) values (0, 1000, 7)")) {
                statement.execute(sequence);
            }
            for (String row : ROWS) {
                statement.execute("insert into commerce.original values " + row);
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
