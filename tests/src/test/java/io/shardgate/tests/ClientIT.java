package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.ClientBinary;
import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundled command line client, as people use it. */
class ClientIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"fruit": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    private record Outcome(int exit, String output) {}

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    private static Outcome run(Cluster cluster, String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = ClientBinary.find(CacheFolder.ofUser())
                .command("127.0.0.1", cluster.port(), "test", List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static Cluster clusterWithFruit(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists fruit");
            statement.execute("create table fruit(id bigint primary key, name varchar(20))");
            statement.execute("insert into fruit values (1, 'apple'), (2, 'pear'), (3, 'plum'), (4, 'grüße 🍒')");
        }
        return cluster;
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void tablesArePrintedAndTargetsChosen(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(
                cluster,
                "select * from fruit order by id;\nuse customer/80-\nselect database();\nselect name from fruit;\n",
                "customer");
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).isEqualTo("""
                id\tname
                1\tapple
                2\tpear
                3\tplum
                4\tgrüße 🍒
                database()
                customer/80-
                name
                grüße 🍒
                """);
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void statusAndAutomaticRehashWork(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        // With automatic rehash the client asks for the fields of all tables.
        Outcome outcome = run(cluster, "status\n", "--auto-rehash", "customer");
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Current database:\tcustomer", "Protocol version:\t10", "Threads: ");
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void errorsHaveTheServersNumbersAndAForcedScriptGoesOn(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(
                cluster,
                "selec 1;\nselect nope from fruit;\nselect * from nope;\nuse nix\nselect 'still here';\n",
                "--force",
                "customer");
        assertThat(outcome.output())
                .contains(
                        "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax",
                        "near 'selec 1'",
                        "ERROR 1054 (42S22) at line 2: Unknown column 'nope'",
                        "ERROR 1146 (42S02) at line 3: Table 'customer.nope' doesn't exist",
                        "ERROR 1049 (42000) at line 4: Unknown database 'nix'",
                        "still here");
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void theProcessListShowsTheClientsOfTheProxy(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(cluster, "show processlist\\G", "customer");
        assertThat(outcome.output()).containsPattern("Host: 127\\.0\\.0\\.1:\\d+\n +db: customer\n");
    }
}
