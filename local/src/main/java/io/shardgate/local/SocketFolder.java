package io.shardgate.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the folder for one server's socket. A socket's path has at most 107 bytes, and a home folder's can be longer, so
 * it lies in the runtime folder of this user or in /tmp; only this user can enter it.
 */
final class SocketFolder {

    private static final int MAX_SOCKET_PATH_BYTES = 107;

    /** The name of the socket in its folder; MySQL puts a lock file with a longer name beside it. */
    private static final String SOCKET = "s";

    private SocketFolder() {}

    static Path create() {
        return create(System.getenv());
    }

    static Path create(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path parent = isUsable(runtime) ? Path.of(runtime) : Path.of("/tmp");
        try {
            // createTempDirectory gives the folder to this user alone.
            return Files.createTempDirectory(parent, "shardgate-");
        } catch (IOException e) {
            throw new LocalServerException(
                    "Cannot make a folder for a server's socket in " + parent + " (" + e
                            + "); set XDG_RUNTIME_DIR to a short path that can be written to",
                    e);
        }
    }

    private static boolean isUsable(String runtime) {
        return runtime.startsWith("/")
                && fits(Path.of(runtime, "shardgate-12345678901234567890", SOCKET))
                && Files.isDirectory(Path.of(runtime))
                && Files.isWritable(Path.of(runtime));
    }

    static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH_BYTES;
    }

    static Path socketIn(Path folder) {
        return folder.resolve(SOCKET);
    }
}
