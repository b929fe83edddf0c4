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
        String said = runAll("examples/local/run_all.sh", flavor, folder);

        for (int check = 1; check <= 10; check++) {
            assertThat(said).contains("check " + check + ": ok: ");
        }
        assertThat(said).contains("no statement failed, and no row was lost or doubled", "PASSED");
    }

    /** On one flavour, for the time it takes; by hand on the other, and with --reverse. */
    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MARIADB"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theGuestbookStaysLiveWhileItsKeyspaceIsSplit(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        String said = runAll("examples/guestbook/run_all.sh", flavor, folder);

        for (int check = 1; check <= 10; check++) {
            assertThat(said).contains("check " + check + ": ok: ");
        }
        assertThat(said).contains("no statement failed, and no message was lost or doubled", "PASSED");
    }

    private static String runAll(String script, FlavorChoice.Wish flavor, Path folder) throws Exception {
        try {
            FlavorChoice.choose(flavor, CacheFolder.ofUser());
        } catch (LocalServerException e) {
            String leftOut = flavor + " is left out: " + e.getMessage();
            System.err.println(leftOut);
            Assumptions.abort(leftOut);
        }
        Path root = Path.of("").toAbsolutePath().getParent();
        Path log = folder.resolve("run_all.log");
        ProcessBuilder builder = new ProcessBuilder("bash", root.resolve(script).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SHARDGATE", launcher(folder, root).toString());
        builder.environment().put("DATA", folder.resolve("data").toString());
        builder.environment().put("FLAVOR", flavor.name().toLowerCase(Locale.ROOT));
        // The guide's second proxy takes the port after the first one's.
        builder.environment().put("PORT", Integer.toString(freePorts(2)));
        builder.environment().put("GUESTBOOK_PORT", Integer.toString(freePort()));
        builder.environment().put("ADMIN_PORT", Integer.toString(freePort()));
        builder.environment().put("SERVER_PORT", Integer.toString(flavor == FlavorChoice.Wish.MYSQL ? 27100 : 28100));

        Process process = builder.start();

        assertThat(process.waitFor(9, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
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

    /** The first of several ports in a row. */
    private static int freePorts(int count) throws IOException {
        for (int first = freePort(); ; first = freePort()) {
            int free = 1;
            while (free < count && isFree(first + free)) {
                free++;
            }
            if (free == count) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            // Somebody has it.
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
