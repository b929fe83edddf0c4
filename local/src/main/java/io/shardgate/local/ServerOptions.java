package io.shardgate.local;

import java.util.ArrayList;
import java.util.List;

/**
 * How a server is set up, beyond what all of ours have: row-based binlog with full images, GTIDs, utf8mb4, no name
 * resolving, the loopback address.
 *
 * @param bufferPoolMegabytes InnoDB's cache
 * @param arguments more of the server's own arguments, such as {@code --lower-case-table-names=1}; they come last and
 *     so win
 */
public record ServerOptions(
        int maxConnections,
        int bufferPoolMegabytes,
        Durability durability,
        Access access,
        Binlog binlog,
        List<String> arguments) {

    /** Whether ordinary accounts may write when the server has started. */
    public enum Access {
        READ_WRITE,
        /** Starts with read_only on, as a replica should. */
        READ_ONLY
    }

    /** Whether there is a binlog. A server that only computes, such as a workspace, needs none. */
    public enum Binlog {
        ROW_BASED,
        NONE
    }

    public ServerOptions {
        if (maxConnections < 1 || maxConnections > 100_000) {
            throw new IllegalArgumentException("maxConnections must be 1 to 100000 and is " + maxConnections);
        }
        if (bufferPoolMegabytes < 5) {
            throw new IllegalArgumentException(
                    "bufferPoolMegabytes must be 5 at least, InnoDB's own minimum, and is " + bufferPoolMegabytes);
        }
        arguments = List.copyOf(arguments);
    }

    /** A small writable server that outlives its own kill: right for tests and the demo. */
    public static ServerOptions defaults() {
        return new ServerOptions(500, 32, Durability.SURVIVES_KILL, Access.READ_WRITE, Binlog.ROW_BASED, List.of());
    }

    public ServerOptions withMaxConnections(int connections) {
        return new ServerOptions(connections, bufferPoolMegabytes, durability, access, binlog, arguments);
    }

    public ServerOptions withBufferPoolMegabytes(int megabytes) {
        return new ServerOptions(maxConnections, megabytes, durability, access, binlog, arguments);
    }

    public ServerOptions withDurability(Durability wanted) {
        return new ServerOptions(maxConnections, bufferPoolMegabytes, wanted, access, binlog, arguments);
    }

    public ServerOptions readOnly() {
        return new ServerOptions(maxConnections, bufferPoolMegabytes, durability, Access.READ_ONLY, binlog, arguments);
    }

    public ServerOptions withoutBinlog() {
        return new ServerOptions(maxConnections, bufferPoolMegabytes, durability, access, Binlog.NONE, arguments);
    }

    public ServerOptions withArgument(String argument) {
        if (!argument.startsWith("--")) {
            throw new IllegalArgumentException("A server's argument starts with two dashes: " + argument);
        }
        List<String> more = new ArrayList<>(arguments);
        more.add(argument);
        return new ServerOptions(maxConnections, bufferPoolMegabytes, durability, access, binlog, more);
    }
}
