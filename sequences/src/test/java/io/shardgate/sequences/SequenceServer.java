package io.shardgate.sequences;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServerException;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedTypes;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** One real server with the unsharded keyspace commerce, and the topology that says so. */
final class SequenceServer implements AutoCloseable {

    static final String KEYSPACE = "commerce";
    static final String CELL = "zone1";

    private final LocalServers servers;
    private final LocalServer server;
    private final TopologyStore store;
    private final SnapshotLoader snapshots;

    private SequenceServer(LocalServers servers, LocalServer server, TopologyStore store, SnapshotLoader snapshots) {
        this.servers = servers;
        this.server = server;
        this.store = store;
        this.snapshots = snapshots;
    }

    static SequenceServer start(FlavorChoice.Wish flavor, Path folder) throws SQLException, InterruptedException {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice;
        try {
            choice = FlavorChoice.choose(flavor, cache);
        } catch (LocalServerException e) {
            Assumptions.abort(flavor + " is left out: " + e.getMessage());
            throw e;
        }
        LocalServers servers = LocalServers.open(choice, cache);
        LocalServer server = servers.start(ServerRequest.temporary("commerce", ServerOptions.defaults()));
        TopologyStore store = FileStore.open(folder);
        SnapshotLoader snapshots = serving(store, server.host(), server.port());
        SequenceServer started = new SequenceServer(servers, server, store, snapshots);
        started.execute("create database if not exists " + KEYSPACE);
        return started;
    }

    /** Writes into the store that the keyspace's one shard is on that server, and reads it as a proxy does. */
    static SnapshotLoader serving(TopologyStore store, String host, int port) throws InterruptedException {
        TopologyRepository repository = new TopologyRepository(store);
        TabletAlias alias = new TabletAlias(CELL, 100);
        ShardName shard = ShardName.parse("0");
        repository.update(change -> {
            change.put(new Cell(CELL));
            change.put(new Keyspace(KEYSPACE));
            change.put(new Tablet(alias, KEYSPACE, shard, TabletType.PRIMARY, host, port, null));
            change.put(new Shard(KEYSPACE, shard, alias, true, List.of()));
        });
        repository.update(change -> {
            ServedTypes served = change.topology().servedTypes();
            change.put(served.rebuilt(KEYSPACE, CELL, change.topology().shards(KEYSPACE)));
        });
        SnapshotLoader snapshots = SnapshotLoader.start(
                store,
                VindexRegistry.load(path -> {
                    throw new IOException("no parameter files in tests");
                }),
                Clock.systemUTC());
        if (!snapshots.awaitFirst(Duration.ofSeconds(10))) {
            throw new IllegalStateException("no snapshot");
        }
        return snapshots;
    }

    LocalServer server() {
        return server;
    }

    TopologyStore store() {
        return store;
    }

    /** Pools as a proxy has them; the caller's. */
    JdbcPools pools() {
        return pools(
                server.accounts().application().name(),
                server.accounts().application().password());
    }

    static JdbcPools pools(String user, String password) {
        Account account = new Account(user, password);
        return new JdbcPools(
                new ServerAccess(account, account, account, ServerAccess.Tls.PREFERRED), JdbcPools.Settings.DEFAULT);
    }

    /** What one proxy has. Its pools live until the JVM ends. */
    Sequences sequences() {
        return new Sequences(snapshots, store, pools(), CELL);
    }

    /** A new sequence table. */
    SequenceName create(String table, long cache) throws SQLException {
        execute("drop table if exists commerce." + table);
        execute("create table commerce." + table
                + "(id int, next_id bigint, cache bigint, primary key(id)) comment 'vitess_sequence'");
        execute("insert into commerce." + table + "(id, next_id, cache) values (0, 1, " + cache + ")");
        return new SequenceName(KEYSPACE, table);
    }

    long nextId(SequenceName sequence) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select next_id from commerce." + sequence.table())) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        snapshots.close();
        store.close();
        servers.close();
    }
}
