package io.shardgate.serving.topology;

import io.shardgate.vschema.key.ShardName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One MySQL server as we serve from it.
 *
 * @param databaseOverride the name of the database on that server, if it is not the keyspace's name
 */
public record Tablet(
        TabletAlias alias,
        String keyspace,
        ShardName shard,
        TabletType type,
        String host,
        int mysqlPort,
        @Nullable String databaseOverride) {

    private static final int MAX_PORT = 65535;

    public Tablet {
        Objects.requireNonNull(alias);
        Names.checkKeyspace(keyspace);
        Objects.requireNonNull(shard);
        Objects.requireNonNull(type);
        if (host.isBlank()) {
            throw new IllegalArgumentException("tablet " + alias + " needs a host");
        }
        if (mysqlPort < 1 || mysqlPort > MAX_PORT) {
            throw new IllegalArgumentException("tablet " + alias + " needs a port from 1 to 65535, not " + mysqlPort);
        }
    }

    /** The database that holds the shard's tables. */
    public String database() {
        return databaseOverride == null ? keyspace : databaseOverride;
    }

    /** {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + mysqlPort;
    }
}
