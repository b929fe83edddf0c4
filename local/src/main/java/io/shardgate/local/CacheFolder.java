package io.shardgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder that keeps what is dear to make: unpacked servers and prepared data directories. Safe for many threads and
 * many processes at once; an entry is there whole or not at all.
 */
public final class CacheFolder {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** File locks exclude processes, not the threads of one; these do. Guarded by being concurrent; keyed by entry. */
    private static final ConcurrentHashMap<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path root;

    private CacheFolder(Path root) {
        this.root = root;
    }

    /** Fills a folder that exists and is empty. */
    @FunctionalInterface
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /**
     * The folder of this user: {@code SHARDGATE_HOME}, else {@code XDG_CACHE_HOME/shardgate}, else
     * {@code HOME/.cache/shardgate}.
     *
     * @throws LocalServerException if it cannot be made or written
     */
    public static CacheFolder ofUser() {
        try {
            return at(locate(System.getenv(), System.getProperty("user.home")));
        } catch (InvalidPathException e) {
            throw new LocalServerException(
                    "The name of the cache folder cannot be expressed in this locale (" + e.getMessage()
                            + "): set LC_ALL=C.UTF-8, or the environment variable SHARDGATE_HOME to a folder with a"
                            + " name in ASCII",
                    e);
        }
    }

    /** Any other folder; it is made where missing. */
    public static CacheFolder at(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root.getParent() == null ? root : root.getParent());
            makePrivate(root);
            Path trial = Files.createTempFile(root, "write", ".tmp");
            Files.delete(trial);
        } catch (IOException e) {
            throw new LocalServerException(
                    "Cannot write to the cache folder " + root + " (" + e
                            + "). Set the environment variable SHARDGATE_HOME to a folder that can be written to,"
                            + " with 1 GB free",
                    e);
        }
        return new CacheFolder(root);
    }

    static Path locate(Map<String, String> environment, @Nullable String userHome) {
        String shardgateHome = environment.getOrDefault("SHARDGATE_HOME", "");
        if (!shardgateHome.isEmpty()) {
            return Path.of(shardgateHome);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG specification says that a relative path is to be ignored.
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "shardgate");
        }
        String home = environment.getOrDefault("HOME", userHome == null ? "" : userHome);
        if (!home.startsWith("/")) {
            throw new LocalServerException("There is no home folder to keep database servers in: set the environment"
                    + " variable SHARDGATE_HOME to a folder that can be written to, with 1 GB free");
        }
        return Path.of(home, ".cache", "shardgate");
    }

    public Path path() {
        return root;
    }

    /** The entry of that name, filled first where it is missing; concurrent callers wait for the one that fills it. */
    Path entry(String kind, String name, Filler filler) {
        Path entry = root.resolve(kind).resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        synchronized (LOCKS.computeIfAbsent(entry, key -> new Object())) {
            try {
                return fillLocked(entry, filler);
            } catch (IOException e) {
                throw new LocalServerException("Cannot make " + entry + ": " + e, e);
            }
        }
    }

    private static Path fillLocked(Path entry, Filler filler) throws IOException {
        Path kind = entry.resolveSibling("");
        Files.createDirectories(kind);
        Path lockFile = entry.resolveSibling("." + entry.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock " + lockFile + " was lost");
            }
            if (Files.isDirectory(entry)) {
                return entry;
            }
            // Whatever lies there is the remains of a process that died: we hold the lock.
            Path unfinished = entry.resolveSibling("." + entry.getFileName() + ".unfinished");
            delete(unfinished);
            makePrivate(unfinished);
            try {
                filler.fill(unfinished);
                Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException e) {
                delete(unfinished);
                throw e;
            }
            return entry;
        }
    }

    /** Makes a folder that only this user can enter, with the folders above it. */
    static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
    }

    /** Copies a folder with the permissions of its files. */
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                makePrivate(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes a folder and what is in it; one that is not there, or goes while we delete it, is no error. */
    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                    if (e != null && !(e instanceof NoSuchFileException)) {
                        throw e;
                    }
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }
}
