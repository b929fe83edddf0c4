package io.shardgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user sees who types something wrong: a reason, what to do, a clear exit code, and never a stack trace. */
class MainTest {

    private record Outcome(int exitCode, String said) {}

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("nope", 2, "Unmatched argument"),
                Arguments.of("", 2, "which command?"),
                Arguments.of("demo --nope", 2, "Unknown option: '--nope'"),
                Arguments.of("demo --flavor oracle", 1, "use mysql, mariadb or auto"),
                Arguments.of("demo --port many", 2, "'many' is not an int"),
                Arguments.of("demo --port 99999", 1, "choose one from 1 to 65535 with --port"),
                Arguments.of("bench --modes nope", 1, "Unknown mode 'nope': use text or prepared"),
                Arguments.of("bench --ways nope", 1, "Unknown way 'nope': use some of direct, haproxy, unsharded"),
                Arguments.of("bench --threads 0", 1, "--threads must be 1 to 1000 and is 0"),
                Arguments.of("bench --flavor oracle", 1, "use mysql, mariadb or auto"),
                Arguments.of("servers", 2, "Missing required parameter"),
                Arguments.of("servers zone1-100", 1, "write its name and port, as in zone1-100=17100"),
                Arguments.of("proxy", 2, "Missing required option: '--config=<file>'"),
                Arguments.of("proxy --config /no/such/file.yaml", 1, "there is no such file"),
                Arguments.of("admin --config /no/such/file.yaml", 1, "there is no such file"),
                Arguments.of("ctl -server 127.0.0.1:1 GetKeyspaces", 1, "no admin process answers at 127.0.0.1:1"),
                Arguments.of("guestbook", 2, "Missing required subcommand"),
                Arguments.of("guestbook load --rate 0 --read-rate 0", 2, "Both rates are 0"),
                Arguments.of(
                        "guestbook load --url jdbc:nonsense:x", 1, "No JDBC driver can use the URL jdbc:nonsense:x"),
                Arguments.of("ctl", 2, "no command was given"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldInPlainWords(String arguments, int exitCode, String words) {
        Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(outcome.said()).contains(words).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @MethodSource("helps")
    void everyCommandExplainsItself(String arguments) {
        Outcome outcome = run(arguments.split(" ", -1));

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.said()).contains("Usage:");
    }

    static Stream<String> helps() {
        return Stream.of(
                "--help",
                "demo --help",
                "proxy --help",
                "admin --help",
                "bench --help",
                "guestbook load --help",
                "help demo");
    }

    @Test
    void anUnknownKeyOfAConfigurationIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("proxy.yaml");
        Files.writeString(file, "users:\n  anyone_without_password: true\nlisten:\n  prot: 1\n");

        Outcome outcome = run("proxy", "--config", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.said()).contains("proxy.yaml:4").contains("prot");
    }

    @ParameterizedTest
    @CsvSource({"--port, the proxy", "--admin-port, the admin process", "--guestbook-port, the guestbook"})
    void whoHoldsABusyPortIsNamed(String option, String use) throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> arguments = new ArrayList<>(List.of("demo"));
            for (String other : List.of("--port", "--admin-port", "--guestbook-port")) {
                arguments.addAll(List.of(other, other.equals(option) ? Integer.toString(holder.getLocalPort()) : "0"));
            }
            Outcome outcome = run(arguments.toArray(String[]::new));

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.said())
                    .contains("port " + holder.getLocalPort() + " for " + use + " is not free")
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("another port with " + option);
        }
    }

    private static Outcome run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        var capture = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(capture);
        System.setErr(capture);
        try {
            int exitCode = Main.run(Arrays.copyOf(arguments, arguments.length));
            return new Outcome(exitCode, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
