package io.shardgate.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.guestbook.TestServer.Driver;
import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.local.FlavorChoice.Wish;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command as a process of its own, as people start it. */
class GuestbookIT {

    private static Process start(GuestbookDatabase database, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Guestbook.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--url", database.primaryUrl(), "--replica-url", database.replicaUrl(), "--user", database.user()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("GUESTBOOK_PASSWORD", database.password());
        return builder.start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aLoadEndsAfterItsDurationWithALineOfJson(Wish flavor) throws Exception {
        TestServer server = TestServer.of(flavor);
        Process process = start(
                server.guestbook(Driver.CONNECTOR_J, server.newDatabase()),
                "load",
                "--duration",
                "2s",
                "--rate",
                "100",
                "--create-table");

        List<String> lines = output(process).lines().toList();

        assertThat(exitCode(process)).isZero();
        assertThat(lines.get(0)).matches("[0-9:]{8} +writes [0-9]+ .*");
        assertThat(lines.get(lines.size() - 2)).isEqualTo("PASSED");
        JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(json.path("writes").longValue()).isBetween(50L, 250L);
        assertThat(json.path("lost").longValue()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aLoadThatIsToldToEndStillChecksAndReports(Wish flavor) throws Exception {
        TestServer server = TestServer.of(flavor);
        String database = server.newDatabase();
        Process process = start(server.guestbook(Driver.CONNECTOR_J, database), "load", "--create-table");
        BufferedReader output = output(process);
        assertThat(output.readLine()).contains("writes");
        server.execute("delete from " + database + ".messages order by time_created_ns limit 1");

        // On Linux this is SIGTERM; by the handle, since the process itself would close its output.
        process.toHandle().destroy();
        List<String> lines = output.lines().toList();

        assertThat(exitCode(process)).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(json.path("lost").longValue()).isEqualTo(1);
        assertThat(json.path("passed").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void theWebServerSaysWhereItIs(Wish flavor) throws Exception {
        TestServer server = TestServer.of(flavor);
        Process process = start(
                server.guestbook(Driver.CONNECTOR_J, server.newDatabase()), "web", "--port", "0", "--create-table");

        String line = output(process).readLine();
        process.destroy();

        assertThat(line).matches("Guestbook at http://127\\.0\\.0\\.1:[0-9]+/");
        exitCode(process);
    }
}
