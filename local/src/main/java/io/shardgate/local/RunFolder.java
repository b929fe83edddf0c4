package io.shardgate.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the temporary servers of one {@link LocalServers}, named by this process, so that a later process can
 * delete it should nobody else have: normally the servers' keepers do.
 */
final class RunFolder {

    private static final Logger log = LoggerFactory.getLogger(RunFolder.class);

    private static final Pattern NAME = Pattern.compile("(\\d+)-.*");

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    static RunFolder in(Path root) {
        Path all = root.resolve("run");
        try {
            CacheFolder.makePrivate(all);
            sweep(all);
            return new RunFolder(
                    Files.createTempDirectory(all, ProcessHandle.current().pid() + "-"));
        } catch (IOException e) {
            throw new LocalServerException("Cannot make a folder for temporary servers in " + all + ": " + e, e);
        }
    }

    Path newFolder(String server) {
        Path made = folder.resolve(server);
        try {
            CacheFolder.delete(made);
            CacheFolder.makePrivate(made);
            return made;
        } catch (IOException e) {
            throw new LocalServerException("Cannot make the folder " + made + ": " + e, e);
        }
    }

    void delete() {
        CacheFolder.delete(folder);
    }

    /** Deletes what processes left that are gone, and whose servers are gone too. */
    static void sweep(Path all) throws IOException {
        List<Path> abandoned = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
            for (Path candidate : folders) {
                Matcher name = NAME.matcher(String.valueOf(candidate.getFileName()));
                if (name.matches() && !isAlive(name.group(1)) && !hasLivingServer(candidate)) {
                    abandoned.add(candidate);
                }
            }
        }
        for (Path candidate : abandoned) {
            log.info("deleting what a process that is gone has left folder={}", candidate);
            CacheFolder.delete(candidate);
        }
    }

    private static boolean hasLivingServer(Path folder) throws IOException {
        try (DirectoryStream<Path> servers = Files.newDirectoryStream(folder)) {
            for (Path server : servers) {
                Path pidFile = server.resolve("data/server.pid");
                if (Files.exists(pidFile)
                        && isAlive(Files.readString(pidFile, StandardCharsets.US_ASCII)
                                .strip())) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            // A keeper is deleting it at this moment, and it does so when its server is gone.
            return false;
        }
    }

    private static boolean isAlive(String pid) {
        Optional<ProcessHandle> process =
                pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
        return process.map(ProcessHandle::isAlive).orElse(false);
    }
}
