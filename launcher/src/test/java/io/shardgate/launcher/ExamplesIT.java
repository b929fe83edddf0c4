package io.shardgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts of examples/, as somebody runs them who follows a guide. */
class ExamplesIT {

    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MYSQL", "MARIADB"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theHorizontalShardingGuideWorksAsWritten(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        try {
            FlavorChoice.choose(flavor, CacheFolder.ofUser());
        } catch (LocalServerException e) {
            String leftOut = flavor + " is left out: " + e.getMessage();
            System.err.println(leftOut);
            Assumptions.abort(leftOut);
        }
        Path root = Path.of("").toAbsolutePath().getParent();
        Path log = folder.resolve("run_all.log");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", root.resolve("examples/local/run_all.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SHARDGATE", launcher(folder, root).toString());
        builder.environment().put("DATA", folder.resolve("data").toString());
        builder.environment().put("FLAVOR", flavor.name().toLowerCase(Locale.ROOT));
        builder.environment().put("PORT", Integer.toString(freePort()));
        builder.environment().put("ADMIN_PORT", Integer.toString(freePort()));
        builder.environment().put("SERVER_PORT", Integer.toString(flavor == FlavorChoice.Wish.MYSQL ? 27100 : 28100));

        Process script = builder.start();

        assertThat(script.waitFor(9, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("ok: no statement failed during the split", "PASSED");
    }

    /** What bin/shardgate does when nothing has to be built. */
    private static Path launcher(Path folder, Path root) throws IOException {
        Path launcher = folder.resolve("shardgate");
        Files.writeString(launcher, """
                #!/usr/bin/env bash
                exec '%s' -Dshardgate.home='%s' -cp '%s/launcher/target/dist/lib/*' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), root, root, Main.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return launcher;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
