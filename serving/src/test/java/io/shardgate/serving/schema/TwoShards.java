package io.shardgate.serving.schema;

import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServerException;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The shards -80 and 80- of the keyspace customer, each on a real server of its own. */
final class TwoShards implements AutoCloseable {

    static final ShardName LOWER = ShardName.parse("-80");
    static final ShardName UPPER = ShardName.parse("80-");

    private final LocalServers servers;
    private final LocalServer lower;
    private final LocalServer upper;

    private TwoShards(LocalServers servers) {
        this.servers = servers;
        this.lower = servers.start("lower", ServerOptions.defaults());
        this.upper = servers.start("upper", ServerOptions.defaults());
    }

    /** Aborts the test, with the reason, where the flavour cannot run. */
    static TwoShards start(FlavorChoice.Wish wish) {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice;
        try {
            choice = FlavorChoice.choose(wish, cache);
        } catch (LocalServerException e) {
            return Assumptions.abort(wish + " is left out: " + e.getMessage());
        }
        return new TwoShards(LocalServers.open(choice, cache));
    }

    LocalServer lower() {
        return lower;
    }

    LocalServer upper() {
        return upper;
    }

    static ServerAccess access() {
        Accounts accounts = Accounts.standard();
        return new ServerAccess(
                account(accounts.application()),
                account(accounts.dba()),
                account(accounts.replication()),
                ServerAccess.Tls.PREFERRED);
    }

    private static io.shardgate.serving.jdbc.Account account(Account account) {
        return new io.shardgate.serving.jdbc.Account(account.name(), account.password());
    }

    ServingTopology topology() {
        ServingTopology.Delta delta =
                ServingTopology.EMPTY.change().put(new Cell("zone1")).put(new Keyspace("customer"));
        delta.put(tablet(100, LOWER, lower)).put(tablet(200, UPPER, upper));
        delta.put(shard(LOWER, 100)).put(shard(UPPER, 200));
        delta.put(new SrvKeyspace(
                "customer",
                "zone1",
                List.of(new ServedPartition(TabletType.PRIMARY, List.of(LOWER, UPPER), List.of()))));
        return delta.build(1);
    }

    static Tablet tablet(long uid, ShardName shard, LocalServer server) {
        return new Tablet(
                new TabletAlias("zone1", uid),
                "customer",
                shard,
                TabletType.PRIMARY,
                server.host(),
                server.port(),
                null);
    }

    private static Shard shard(ShardName name, long uid) {
        return new Shard("customer", name, new TabletAlias("zone1", uid), true, List.of());
    }

    /** Runs the statements on both, with an empty database customer before the first. */
    void fresh(String... statements) throws SQLException {
        onBoth("DROP DATABASE IF EXISTS customer", "CREATE DATABASE customer");
        onBoth(statements);
    }

    void onBoth(String... statements) throws SQLException {
        for (LocalServer server : List.of(lower, upper)) {
            run(server, statements);
        }
    }

    static void run(LocalServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            if (Stream.of(statements).noneMatch(sql -> sql.contains("DATABASE"))) {
                statement.execute("USE customer");
            }
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
