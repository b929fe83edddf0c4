package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    /** Above what Linux gives to processes. */
    private static final String NOBODY = "999999999";

    @TempDir
    Path root;

    @Test
    void whatAProcessThatIsGoneHasLeftIsDeleted() throws IOException {
        Path left = Files.createDirectories(root.resolve("run/" + NOBODY + "-1/server/data"));
        Files.writeString(left.resolve("server.pid"), NOBODY);

        RunFolder.in(root);

        assertThat(root.resolve("run/" + NOBODY + "-1")).doesNotExist();
    }

    @Test
    void whatBelongsToALivingProcessStays() throws IOException {
        long self = ProcessHandle.current().pid();
        Path ours = Files.createDirectories(root.resolve("run/" + self + "-1/server/data"));

        RunFolder.in(root);

        assertThat(ours).exists();
    }

    @Test
    void whatALivingServerUsesStaysThoughItsParentIsGone() throws IOException {
        Path left = Files.createDirectories(root.resolve("run/" + NOBODY + "-1/server/data"));
        Files.writeString(left.resolve("server.pid"), ProcessHandle.current().pid() + "\n");

        RunFolder.in(root);

        assertThat(left).exists();
    }
}
