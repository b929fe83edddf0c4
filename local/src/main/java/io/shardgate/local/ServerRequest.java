package io.shardgate.local;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which server is wanted.
 *
 * @param name letters, digits, dots, dashes and underscores; unique in its {@link LocalServers}
 * @param port on 127.0.0.1, or 0 for any that is free
 * @param folder where its data and log are kept; empty for a temporary place that goes with the server
 */
public record ServerRequest(String name, int port, Optional<Path> folder, ServerOptions options) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}");

    public ServerRequest {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Server name '" + name + "' must be 1 to 64 letters, digits, dots, dashes and underscores");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Port of server " + name + " must be 0 to 65535 and is " + port);
        }
    }

    /** A server whose data goes when it is closed. */
    public static ServerRequest temporary(String name, ServerOptions options) {
        return new ServerRequest(name, 0, Optional.empty(), options);
    }

    /** A server whose data stays in {@code folder}, to be started from again. */
    public static ServerRequest kept(String name, Path folder, ServerOptions options) {
        return new ServerRequest(name, 0, Optional.of(folder), options);
    }

    public ServerRequest onPort(int wanted) {
        return new ServerRequest(name, wanted, folder, options);
    }
}
