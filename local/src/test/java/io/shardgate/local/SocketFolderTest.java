package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFolderTest {

    @TempDir
    Path runtime;

    @Test
    void itLiesInTheRuntimeFolderAndIsPrivate() throws IOException {
        Path folder = SocketFolder.create(Map.of("XDG_RUNTIME_DIR", runtime.toString()));

        assertThat(folder).hasParent(runtime);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(SocketFolder.fits(SocketFolder.socketIn(folder))).isTrue();
    }

    @Test
    void aRuntimeFolderTooLongForASocketIsNotUsed() throws IOException {
        Path longFolder = Files.createDirectories(runtime.resolve("a".repeat(90)));

        Path folder = SocketFolder.create(Map.of("XDG_RUNTIME_DIR", longFolder.toString()));
        Files.delete(folder);

        assertThat(folder.getParent()).isEqualTo(Path.of("/tmp"));
    }

    @Test
    void aRuntimeFolderThatIsNotThereIsNotUsed() throws IOException {
        Path folder = SocketFolder.create(Map.of("XDG_RUNTIME_DIR", "/no/such/folder"));
        Files.delete(folder);

        assertThat(folder.getParent()).isEqualTo(Path.of("/tmp"));
    }

    @Test
    void theLimitIsOneHundredAndSevenBytesAndCountsBytes() {
        assertThat(SocketFolder.fits(Path.of("/" + "a".repeat(106)))).isTrue();
        assertThat(SocketFolder.fits(Path.of("/" + "a".repeat(107)))).isFalse();
        assertThat(SocketFolder.fits(Path.of("/" + "ä".repeat(54)))).isFalse();
    }
}
