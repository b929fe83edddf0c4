package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerOnPathIT {

    @TempDir
    Path folder;

    @Test
    void theServersOfThisMachineStartToo() throws Exception {
        List<ServerOnPath> found = ServerOnPath.find(System.getenv("PATH"));
        if (found.isEmpty()) {
            String leftOut = "a server of this machine is left out: there is no mysqld or mariadbd on PATH";
            System.err.println(leftOut);
            Assumptions.abort(leftOut);
        }

        for (ServerOnPath flavor : found) {
            try (LocalServers servers = LocalFlavors.open(flavor)) {
                LocalServer server = servers.start("one", ServerOptions.defaults());

                String version = new Sql(server, server.accounts().application()).one("select version()");
                assertThat(version).startsWith(server.version().number());
            }
        }
    }

    @Test
    void aProgramThatIsNoServerIsRefusedWithWhatItSaid() throws Exception {
        Path impostor = Files.writeString(folder.resolve("mysqld"), "#!/bin/sh\necho I am not a server\n");
        Files.setPosixFilePermissions(impostor, PosixFilePermissions.fromString("rwx------"));
        ServerOnPath found = ServerOnPath.find(folder.toString()).get(0);

        assertThat(found.description()).isEqualTo(impostor.toRealPath() + " (found on PATH)");
        assertThat(found.probe(LocalFlavors.cache()))
                .isEqualTo(new FlavorProbe.CannotRun("--version ended with code 0 and said: I am not a server", ""));
        assertThatThrownBy(() -> FlavorChoice.choose(
                        FlavorChoice.Wish.AUTO, List.of(found), flavor -> flavor.probe(LocalFlavors.cache())))
                .hasMessageContaining("I am not a server");
    }
}
