package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same statement on one plain server and through the proxy over two shards gives the same rows, names and types of
 * columns, errors and affected counts, or is refused with ER_NOT_SUPPORTED_YET; it is never answered otherwise.
 *
 * <p>More of it: {@code -Dsharded.seeds=100 -Dsharded.statements=500}; one seed again: {@code -Dsharded.seed=7}.
 */
class ShardedDifferentialIT {

    private static final int IDS = 60;
    private static final int STATEMENTS = Integer.getInteger("sharded.statements", 150);

    static Stream<Arguments> seeds() {
        List<Long> seeds = System.getProperty("sharded.seed") == null
                ? LongStream.rangeClosed(1, Integer.getInteger("sharded.seeds", 4))
                        .boxed()
                        .toList()
                : List.of(Long.getLong("sharded.seed"));
        return Flavors.all().stream()
                .flatMap(flavor -> seeds.stream()
                        .flatMap(seed -> Stream.of(true, false).map(prepared -> Arguments.of(flavor, seed, prepared))));
    }

    @ParameterizedTest(name = "seed {1} on {0}, prepared {2}")
    @MethodSource("seeds")
    void shardsAnswerAsOneServer(FlavorChoice.Wish flavor, long seed, boolean isPrepared) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", RandomStatements.VSCHEMA);
        RandomStatements statements = new RandomStatements(seed, IDS);
        String option = "useServerPrepStmts=" + isPrepared;
        try (Connection plain = direct(cluster.plain(), option);
                Connection sharded = cluster.connect("customer", option)) {
            for (Connection each : List.of(plain, sharded)) {
                create(each);
            }
            for (Sql row : statements.rows()) {
                assertThat(Outcome.of(sharded, row)).as(row.toString()).isEqualTo(Outcome.of(plain, row));
            }
            Map<String, Integer> refusals = new TreeMap<>();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < STATEMENTS; i++) {
                compare(plain, sharded, statements.query(), refusals, wrong);
            }
            for (int i = 0; i < STATEMENTS / 3; i++) {
                compareChange(plain, sharded, statements.change(), refusals, wrong);
            }
            for (Sql all : List.of(
                    Sql.of("select * from parent order by id").ordered(),
                    Sql.of("select * from child order by parent_id, no").ordered())) {
                compare(plain, sharded, all, refusals, wrong);
            }
            System.out.println("seed " + seed + " on " + flavor + ": " + (STATEMENTS + STATEMENTS / 3)
                    + " statements, refused " + refusals);
            assertThat(wrong).as("seed " + seed).isEmpty();
        }
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
            statement.execute("drop table if exists parent, child");
            for (String table : RandomStatements.TABLES) {
                statement.execute(table);
            }
        }
    }

    private static void compare(
            Connection plain, Connection sharded, Sql sql, Map<String, Integer> refusals, List<String> wrong) {
        Outcome seen = Outcome.of(sharded, sql);
        if (seen.isRefused()) {
            refusals.merge(reason(seen), 1, Integer::sum);
            return;
        }
        Outcome expected = Outcome.of(plain, sql);
        if (!seen.equals(expected)) {
            wrong.add(sql + "\nexpected " + expected + "\nseen     " + seen);
        }
    }

    /** What the proxy refuses must not be done on the plain server either. */
    private static void compareChange(
            Connection plain, Connection sharded, Sql sql, Map<String, Integer> refusals, List<String> wrong)
            throws SQLException {
        Outcome seen = Outcome.of(sharded, sql);
        if (seen.isRefused()) {
            refusals.merge(reason(seen), 1, Integer::sum);
            return;
        }
        plain.setAutoCommit(false);
        Outcome expected = Outcome.of(plain, sql);
        plain.commit();
        plain.setAutoCommit(true);
        if (!seen.equals(expected)) {
            wrong.add(sql + "\nexpected " + expected + "\nseen     " + seen);
        }
    }

    private static String reason(Outcome refused) {
        String text = refused.change().replaceFirst(".*doesn't yet support ", "");
        return text.replaceFirst("[:(].*", "").strip();
    }
}
