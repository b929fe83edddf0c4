package io.shardgate.launcher.bench;

import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The servers of the benchmark and the keyspaces on them, each named as its servers' database. The plain server holds the
 * unsharded keyspace, and is what the other ways lead to as well.
 */
final class BenchTopology {

    static final String UNSHARDED = "plain";
    static final String ONE_SHARD = "onesbtest";
    static final String TWO_SHARDS = "sbtest";

    static final String CELL = "zone1";

    /** Holds all tables of the default size, so that no run waits for the disk. */
    private static final int BUFFER_POOL_MEGABYTES = 256;

    /** A server's place. */
    private record Place(String keyspace, String shard, String alias) {

        private String shardPath() {
            return keyspace + "/" + shard;
        }
    }

    private static final List<Place> PLACES = List.of(
            new Place(UNSHARDED, "0", CELL + "-100"),
            new Place(ONE_SHARD, "0", CELL + "-200"),
            new Place(TWO_SHARDS, "-80", CELL + "-300"),
            new Place(TWO_SHARDS, "80-", CELL + "-400"));

    private final List<LocalServer> servers;

    private BenchTopology(List<LocalServer> servers) {
        this.servers = servers;
    }

    /** Starts the servers, which stay those of {@code all}. */
    static BenchTopology start(LocalServers all, int clients) {
        // HAProxy, the direct connections and the proxy's pool are never all in use at once, but may overlap at the
        // edges.
        ServerOptions options = ServerOptions.defaults()
                .withBufferPoolMegabytes(BUFFER_POOL_MEGABYTES)
                .withMaxConnections(2 * clients + 200);
        return new BenchTopology(all.startAll(PLACES.stream()
                .map(place -> ServerRequest.temporary(place.alias(), options))
                .toList()));
    }

    LocalServer plain() {
        return servers.get(0);
    }

    /** Makes the databases, and the keyspaces by the commands that an operator would give. */
    void create(AdminServer admin, int tables) {
        for (int i = 0; i < PLACES.size(); i++) {
            Place place = PLACES.get(i);
            LocalServer server = servers.get(i);
            createDatabase(server, place.keyspace());
            admin.commands()
                    .require(
                            "InitTablet",
                            "-parent",
                            "-keyspace",
                            place.keyspace(),
                            "-shard",
                            place.shard(),
                            "-hostname",
                            server.host(),
                            "-mysql_port",
                            Integer.toString(server.port()),
                            place.alias(),
                            "replica");
            admin.commands().require("InitShardMaster", "-force", place.shardPath(), place.alias());
        }
        for (String keyspace : List.of(ONE_SHARD, TWO_SHARDS)) {
            admin.commands().require("ApplyVSchema", "-vschema", vschema(tables), keyspace);
        }
    }

    private static void createDatabase(LocalServer server, String database) {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("create database if not exists " + database);
        } catch (SQLException e) {
            throw new BenchException("Cannot create a database on " + server + ": " + e.getMessage(), e);
        }
    }

    static String vschema(int tables) {
        return IntStream.rangeClosed(1, tables)
                .mapToObj(table -> "\"sbtest%d\": {\"column_vindexes\": [{\"column\": \"id\", \"name\": \"hash\"}]}"
                        .formatted(table))
                .collect(Collectors.joining(
                        ", ",
                        "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}}, \"tables\": {",
                        "}}"));
    }
}
