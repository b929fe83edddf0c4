package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keeper with small programs in the server's place; with servers, and with a killed parent, see the ITs. */
class KeeperTest {

    private static final Installation ANY = new Installation(Path.of("/bin/sleep"), null);

    /** A server that does not end when it is asked to. */
    private static final List<String> DEAF =
            List.of("bash", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");

    @TempDir
    Path folder;

    private Path log;
    private Path sockets;
    private Path temporary;

    @BeforeEach
    void makeFolders() throws IOException {
        log = folder.resolve("log");
        sockets = Files.createDirectory(folder.resolve("sockets"));
        temporary = Files.createDirectories(folder.resolve("run/temporary with a space"));
    }

    private Keeper start(List<String> command) {
        return Keeper.start(ANY, command, log, sockets, Optional.of(temporary));
    }

    private Keeper startDeaf() throws Exception {
        Keeper keeper = start(DEAF);
        while (!Files.readString(log).contains("deaf")) {
            assertThat(keeper.isServerAlive()).isTrue();
            Thread.onSpinWait();
        }
        return keeper;
    }

    @Test
    void aStopEndsTheServerAndDeletesNothing() {
        Keeper keeper = start(List.of("sleep", "1000"));
        assertThat(keeper.isServerAlive()).isTrue();

        keeper.stop(Duration.ofSeconds(5));

        assertThat(keeper.isServerAlive()).isFalse();
        assertThat(temporary).exists();
        assertThat(sockets).exists();
    }

    @Test
    void aServerThatIsDeafIsKilledWhenPatienceEnds() throws Exception {
        Keeper keeper = startDeaf();
        long begin = System.nanoTime();

        keeper.stop(Duration.ofSeconds(1));

        assertThat(keeper.isServerAlive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }

    @Test
    void aServerThatEndedByItselfIsSeenAndCanStillBeStopped() throws Exception {
        Keeper keeper = start(List.of("bash", "-c", "echo words; exit 3"));
        keeper.server().ifPresent(server -> server.onExit().join());

        keeper.stop(Duration.ofSeconds(5));

        assertThat(keeper.isServerAlive()).isFalse();
        assertThat(log).content().contains("words");
    }

    @Test
    void aKeeperThatIsTerminatedTakesTheServerAlongAndDeletesWhatIsTemporary() throws Exception {
        Keeper keeper = startDeaf();
        ProcessHandle shell = keeper.server().orElseThrow().parent().orElseThrow();

        shell.destroy();
        shell.onExit().get(10, TimeUnit.SECONDS);

        assertThat(keeper.isServerAlive()).isFalse();
        assertThat(temporary.getParent()).doesNotExist();
        assertThat(sockets).doesNotExist();
    }

    @Test
    void anInterruptFromTheTerminalDoesNotReachTheServer() throws Exception {
        Keeper keeper = start(List.of("sleep", "1000"));
        ProcessHandle server = keeper.server().orElseThrow();
        long shell = server.parent().orElseThrow().pid();

        int code = new ProcessBuilder("bash", "-c", "kill -INT " + shell + " " + server.pid())
                .start()
                .waitFor();
        keeper.server()
                .orElseThrow()
                .onExit()
                .completeOnTimeout(server, 300, TimeUnit.MILLISECONDS)
                .get();

        assertThat(code).isZero();
        assertThat(keeper.isServerAlive()).isTrue();
        keeper.stop(Duration.ofSeconds(5));
    }

    @Test
    void aKilledServerIsGoneWhenKillReturns() throws Exception {
        Keeper keeper = startDeaf();

        keeper.kill();

        assertThat(keeper.isServerAlive()).isFalse();
        keeper.stop(Duration.ZERO);
    }

    @Test
    void aProgramThatIsNotThereEndsAtOnceAndIsInTheLog() {
        Keeper keeper = start(List.of("/no/such/program"));
        keeper.server().ifPresent(server -> server.onExit().join());

        keeper.stop(Duration.ofSeconds(5));

        assertThat(log).content().contains("/no/such/program");
    }

    @Test
    void aLogThatCannotBeWrittenIsAnError() {
        log = folder.resolve("no/such/folder/log");

        assertThatThrownBy(() -> start(List.of("sleep", "1000"))).isInstanceOf(LocalServerException.class);
    }
}
