package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.ClientBinary;
import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Command line clients, as people use them: the bundled one, and the one that is installed. */
class ClientIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"fruit": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
            """;

    private record Outcome(int exit, String output) {}

    private enum Client {
        BUNDLED,
        INSTALLED;

        List<String> command(int port, String... arguments) {
            if (this == BUNDLED) {
                return ClientBinary.find(CacheFolder.ofUser()).command("127.0.0.1", port, "test", List.of(arguments));
            }
            List<String> command = new ArrayList<>(List.of(
                    installed(),
                    "--no-defaults",
                    "-h",
                    "127.0.0.1",
                    "-P",
                    Integer.toString(port),
                    "-u",
                    "test",
                    "--default-character-set=utf8mb4"));
            command.addAll(List.of(arguments));
            return command;
        }

        private static String installed() {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
                for (String name : List.of("mysql", "mariadb")) {
                    Path candidate = Path.of(folder, name);
                    if (Files.isExecutable(candidate)) {
                        return candidate.toString();
                    }
                }
            }
            String leftOut = "an installed client is left out: PATH has neither mysql nor mariadb;"
                    + " install one, such as Debian's mariadb-client-core";
            System.err.println(leftOut);
            return abort(leftOut);
        }
    }

    static Stream<Arguments> flavorsAndClients() {
        return Flavors.all().stream()
                .flatMap(flavor -> Stream.of(Client.values()).map(client -> Arguments.of(flavor, client)));
    }

    private static Outcome run(Client client, Cluster cluster, String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = client.command(cluster.port(), arguments);
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
    @MethodSource("flavorsAndClients")
    void tablesArePrintedAndTargetsChosen(FlavorChoice.Wish flavor, Client client) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(
                client,
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
    @MethodSource("flavorsAndClients")
    void statusAndAutomaticRehashWork(FlavorChoice.Wish flavor, Client client) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        // With automatic rehash the client asks for the fields of all tables.
        Outcome outcome = run(client, cluster, "status\n", "--auto-rehash", "customer");
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Current database:\tcustomer", "Protocol version:\t10", "Threads: ");
    }

    @ParameterizedTest
    @MethodSource("flavorsAndClients")
    void errorsHaveTheServersNumbersAndAForcedScriptGoesOn(FlavorChoice.Wish flavor, Client client) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(
                client,
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
    @MethodSource("flavorsAndClients")
    void theProcessListShowsTheClientsOfTheProxy(FlavorChoice.Wish flavor, Client client) throws Exception {
        Cluster cluster = clusterWithFruit(flavor);
        Outcome outcome = run(client, cluster, "show processlist\\G", "customer");
        assertThat(outcome.output()).containsPattern("Host: 127\\.0\\.0\\.1:\\d+\n +db: customer\n");
    }
}
