package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a session may write that has chosen one shard. Of the ids 1 to 5, the shard 80- owns 4. */
class TargetedWritesIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"guest": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void rowsOfAnotherShardAreRefusedUntilTheSessionSaysOtherwise(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection whole = cluster.connect("customer");
                Connection chosen = cluster.connect("customer:-80");
                Statement statement = chosen.createStatement()) {
            change(whole, "drop table if exists guest");
            change(whole, "create table guest(id bigint primary key, n int)");

            assertThat(change(chosen, "insert into guest values (1, 1), (2, 2)"))
                    .isEqualTo("affected 2");
            for (String refused : List.of(
                    "insert into guest values (3, 3), (4, 4)",
                    "replace into guest(n, id) values (4, 4)",
                    "insert into guest select id + 2, n from guest where id = 2",
                    "insert into guest select 4, 4",
                    "update guest set id = 3 where id = 1",
                    "update guest g set n = 5, g.id = 4")) {
                assertThat(change(chosen, refused)).as(refused).contains("error 1105 HY000", "another shard");
            }
            assertThat(change(chosen, "insert into guest values (1, 1) on duplicate key update id = 4"))
                    .contains("decides on which shard the row is");
            assertThat(change(chosen, "update guest set n = 3 where id = 1")).isEqualTo("affected 1");
            assertThat(Outcome.of(chosen, Sql.of("select * from guest order by id"))
                            .rows())
                    .containsExactly("[1, 3]", "[2, 2]");

            statement.execute("set @@session.shardgate_unowned_writes = 1");
            assertThat(Outcome.of(chosen, Sql.of("select @@shardgate_unowned_writes"))
                            .rows())
                    .containsExactly("[1]");
            assertThat(change(chosen, "insert into guest values (4, 4)")).isEqualTo("affected 1");
            assertThat(change(chosen, "insert into guest select id + 5, n from guest where id = 1"))
                    .isEqualTo("affected 1");
            assertThat(change(chosen, "update guest set id = 7 where id = 6")).isEqualTo("affected 1");
            assertThat(Outcome.of(chosen, Sql.of("select id from guest")).rows())
                    .containsExactly("[1]", "[2]", "[4]", "[7]");

            statement.execute("set shardgate_unowned_writes = default");
            assertThat(change(chosen, "insert into guest values (8, 8), (16, 8), (32, 9), (64, 5)"))
                    .contains("error 1105");
            assertThat(change(chosen, "set shardgate_unowned_writes = maybe"))
                    .contains("error 1231 42000", "shardgate_unowned_writes", "maybe");
            assertThat(change(chosen, "set shardgate_unowned_writes = 1, sql_mode = ''"))
                    .contains("beside other variables in one SET");
            assertThat(change(chosen, "set global shardgate_unowned_writes = 1"))
                    .contains("set it in each");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void whatTheProxyKeepsForASessionCanBeRead(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            assertThat(Outcome.of(connection, Sql.of("select @@transaction_mode"))
                            .rows())
                    .containsExactly("[MULTI]");
            statement.execute("set transaction_mode = 'single'");
            assertThat(Outcome.of(connection, Sql.of("select @@session.transaction_mode as mode"))
                            .rows())
                    .containsExactly("[SINGLE]");

            change(connection, "drop table if exists commerce.made");
            change(connection, "create table commerce.made(id bigint auto_increment primary key)");
            change(connection, "insert into commerce.made values (41), (null)");
            assertThat(Outcome.of(connection, Sql.of("select row_count()")))
                    .isEqualTo(new Outcome(List.of("row_count() BIGINT 0"), List.of("[2]"), ""));
            for (String asked : List.of("last_insert_id()", "@@identity", "@@session.last_insert_id")) {
                assertThat(Outcome.of(connection, Sql.of("select " + asked)))
                        .as(asked)
                        .isEqualTo(new Outcome(List.of(asked + " BIGINT UNSIGNED 0"), List.of("[42]"), ""));
            }
        }
    }

    private static String change(Connection connection, String sql) {
        return Outcome.of(connection, Sql.of(sql)).change();
    }
}
