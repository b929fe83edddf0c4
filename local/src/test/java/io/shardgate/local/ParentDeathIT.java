package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers end when the process that started them is killed with kill -9. */
class ParentDeathIT {

    private static List<ServerFlavor> flavors() {
        return LocalFlavors.all().toList();
    }

    /** The process that is killed: starts a server, tells where it is, and waits. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            FlavorChoice choice = FlavorChoice.choose(FlavorChoice.Wish.parse(arguments[0]), LocalFlavors.cache());
            LocalServer server =
                    LocalServers.open(choice, LocalFlavors.cache()).start("orphan", ServerOptions.defaults());
            System.out.println("STARTED\t" + server.pid() + "\t" + server.dataDir() + "\t" + server.socket());
            System.out.flush();
            Thread.sleep(600_000);
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aServerWhoseParentIsKilledIsGoneInFiveSecondsWithItsFiles(ServerFlavor flavor) throws Exception {
        String family = LocalFlavors.choose(flavor).version().family().name();
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        family)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] started = readStarted(parent);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(started[1])).orElseThrow();
        ProcessHandle keeper = server.parent().orElseThrow();

        parent.destroyForcibly().waitFor();

        keeper.onExit().get(5, TimeUnit.SECONDS);
        assertThat(server.isAlive()).isFalse();
        assertThat(Path.of(started[2]).getParent().getParent()).doesNotExist();
        assertThat(Path.of(started[3]).getParent()).doesNotExist();
    }

    private static String[] readStarted(Process parent) throws Exception {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        return output.lines()
                .filter(line -> line.startsWith("STARTED"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The parent did not start its server"))
                .split("\t");
    }
}
