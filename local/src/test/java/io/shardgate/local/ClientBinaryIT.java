package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientBinaryIT {

    private static List<ServerFlavor> flavors() {
        return LocalFlavors.all().toList();
    }

    private static String run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("LANG", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output.strip();
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void theBundledClientTalksToAServerInUtf8WhateverTheLocale(ServerFlavor flavor) throws Exception {
        ClientBinary client = ClientBinary.find(LocalFlavors.cache());
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer server = servers.start("one", ServerOptions.defaults());
            Account account = server.accounts().nativePassword();

            String output = run(client.command(
                    server.host(),
                    server.port(),
                    account.name(),
                    List.of("--password=" + account.password(), "-N", "-e", "select 'ä', length('ä'), @@port")));

            assertThat(output).isEqualTo("0 ä\t2\t" + server.port());
        }
    }

    /** On MariaDB only: the client lacks the plug-in by which MySQL's root logs in. */
    @Test
    void rootLogsInOverTheSocketWithoutAPassword() throws Exception {
        ClientBinary client = ClientBinary.find(LocalFlavors.cache());
        try (LocalServers servers = LocalFlavors.open(new BundledMariaDb())) {
            LocalServer server = servers.start("one", ServerOptions.defaults());

            String output = run(List.of(
                    client.program().toString(),
                    "--no-defaults",
                    "--user=root",
                    "--socket=" + server.socket(),
                    "--disable-ssl-verify-server-cert",
                    "-N",
                    "-e",
                    "select current_user()"));

            assertThat(output).isEqualTo("0 root@localhost");
        }
    }
}
