package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.admin.replication.ReplicationSource;
import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.sequences.SequenceCeilings;
import io.shardgate.serving.health.Heartbeats;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Makes one tablet the master of its shard and the others its replicas, from nothing: the GTID history of all of them is
 * thrown away. For new shards, not for a change of master in one that serves.
 */
@CommandLine.Command(
        name = "InitShardMaster",
        description = "Makes a tablet the master of a new shard and lets the others replicate from it. Resets"
                + " replication, binary logs and GTIDs on all of them.")
final class InitShardMaster implements Command {

    @Option(names = "-force", description = "Needed, because the reset cannot be undone.")
    private boolean force;

    @Option(
            names = "-wait_replicas_timeout",
            paramLabel = "<duration>",
            description = "How long to wait until the replicas follow; default: 15s.")
    private Duration waitReplicas = Duration.ofSeconds(15);

    @Parameters(index = "0", paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Parameters(index = "1", paramLabel = "<tablet alias>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletAlias alias;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long[] revision = new long[1];
        control.withKeyspaceLocked(path.keyspace(), "InitShardMaster " + path, lock -> {
            ServingTopology topology = control.topology();
            Shard shard = ControlPlane.requireShard(topology, path);
            Tablet elected = ControlPlane.requireTablet(topology, alias);
            check(shard, elected, out);
            List<Tablet> tablets = topology.tablets(path.keyspace(), path.shard()).stream()
                    .filter(tablet -> tablet.type() != TabletType.WORKSPACE)
                    .toList();
            try {
                revision[0] = reset(control, lock, tablets);
            } catch (SQLException e) {
                throw CommandException.failed(
                        e.getMessage() + "\nNothing is lost in the tables. Mend that, and run InitShardMaster again.",
                        e);
            }
        });
        control.awaitSeen(revision[0]);
    }

    private void check(Shard shard, Tablet elected, CommandOutput out) {
        if (!elected.keyspace().equals(path.keyspace()) || !elected.shard().equals(path.shard())) {
            throw CommandException.failed(
                    "tablet " + alias + " is in " + elected.keyspace() + "/" + elected.shard() + ", not in " + path);
        }
        if (elected.type() == TabletType.WORKSPACE) {
            throw CommandException.failed("tablet " + alias + " is a workspace and holds no shard");
        }
        if (!shard.sources().isEmpty()) {
            throw CommandException.failed("shard " + path + " is filled from "
                    + shard.sources().stream()
                            .map(source -> source.keyspace() + "/" + source.shard())
                            .collect(Collectors.joining(", "))
                    + ", which the reset would break; run CancelResharding " + path + " first. Nothing was changed.");
        }
        TabletAlias master = shard.primary();
        boolean isOther = master != null && !master.equals(alias);
        String warning = isOther
                ? "shard " + path + " has the master " + master
                : "this resets replication, binary logs and GTIDs of all tablets of " + path;
        if (!force) {
            throw CommandException.failed(warning + "; use -force to proceed anyway");
        }
        if (isOther) {
            out.note(warning + ", proceeding anyway as -force was used");
        }
    }

    private long reset(ControlPlane control, StoreLock lock, List<Tablet> tablets) throws SQLException {
        Map<TabletAlias, ReplicationServer> servers = new LinkedHashMap<>();
        try {
            connect(control, tablets, servers);
            ReplicationServer master = servers.remove(alias);
            if (master == null) {
                throw new IllegalStateException(alias + " is not among the tablets of its own shard");
            }
            List<ReplicationServer> replicas = List.copyOf(servers.values());
            servers.put(alias, master);
            checkServers(master, replicas);
            replicate(master, replicas, control.pools().access());
            // A master that was elected anew may lack what the one before it gave out.
            new SequenceCeilings(control.repository().store())
                    .startAgain(
                            path.keyspace(),
                            master.connection(),
                            master.tablet().database());
            return control.repository().update(mutation -> record(mutation.under(lock)));
        } finally {
            for (ReplicationServer server : servers.values()) {
                server.close();
            }
        }
    }

    /** All of them first: a server that cannot be reached must be known before anything is reset. */
    private static void connect(
            ControlPlane control, List<Tablet> tablets, Map<TabletAlias, ReplicationServer> servers) {
        for (Tablet tablet : tablets) {
            try {
                servers.put(tablet.alias(), ReplicationServer.connect(control.pools(), tablet));
            } catch (SQLException e) {
                throw CommandException.failed(
                        e.getMessage() + "\nNothing was changed. Start that server, or remove it with DeleteTablet "
                                + tablet.alias() + ".",
                        e);
            }
        }
    }

    private void checkServers(ReplicationServer master, List<ReplicationServer> replicas) throws SQLException {
        List<String> problems = new ArrayList<>();
        Map<String, Tablet> byServerId = new LinkedHashMap<>();
        DatabaseDefinition tables =
                DatabaseDefinition.read(master.connection(), master.tablet().database());
        List<ReplicationServer> all = new ArrayList<>(replicas);
        all.add(0, master);
        for (ReplicationServer server : all) {
            Tablet tablet = server.tablet();
            server.missingSettings().forEach(missing -> problems.add("tablet " + tablet.alias() + ": " + missing));
            Tablet twin = byServerId.put(server.serverId(), tablet);
            if (twin != null) {
                problems.add("tablets " + twin.alias() + " and " + tablet.alias() + " have the same server_id");
            }
            if (server.product().family() != master.product().family()) {
                problems.add("tablet " + tablet.alias() + " is " + server.product() + " and cannot replicate from "
                        + master.product());
            }
            if (server != master) {
                problems.addAll(lackingRows(tables, server));
            }
        }
        if (!problems.isEmpty()) {
            throw CommandException.failed(String.join("\n", problems) + "\nNothing was changed.");
        }
    }

    /** After the reset a replica hears only of what comes later, so the tables that are there must be there alike. */
    private static List<String> lackingRows(DatabaseDefinition tables, ReplicationServer replica) throws SQLException {
        DatabaseDefinition there =
                DatabaseDefinition.read(replica.connection(), replica.tablet().database());
        if (there.tables().keySet().equals(tables.tables().keySet())) {
            return List.of();
        }
        return List.of("tablet " + replica.tablet().alias() + " has the tables "
                + there.tables().keySet()
                + " and the master-elect has " + tables.tables().keySet()
                + ": after the reset it would never get what it lacks. Restore it from a backup of the master-elect, or"
                + " drop the tables");
    }

    private void replicate(ReplicationServer master, List<ReplicationServer> replicas, ServerAccess access)
            throws SQLException {
        for (ReplicationServer replica : replicas) {
            replica.forgetEverything();
        }
        master.forgetEverything();
        Tablet tablet = master.tablet();
        ReplicationSource source =
                new ReplicationSource(tablet.host(), tablet.mysqlPort(), access.repl(), access.tls());
        for (ReplicationServer replica : replicas) {
            replica.replicateFrom(source);
        }
        // Before the first heartbeat, which waits until the server can be written.
        Heartbeats.createTable(master.connection());
        master.becomeWritable();
        createDatabase(master.connection(), tablet.database());
        // The shard begins anew: a later copy must not go on where one into another shard of that name has ended.
        StreamRecord.removeAll(master.connection(), path.toString());
        String position = master.position();
        for (ReplicationServer replica : replicas) {
            replica.awaitPosition(position, waitReplicas);
        }
    }

    /** Also what the replicas wait for, by which it is seen that they replicate. */
    private static void createDatabase(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(database));
        }
    }

    private Mutation record(Mutation mutation) {
        ServingTopology topology = mutation.topology();
        Shard shard = ControlPlane.requireShard(topology, path);
        for (Tablet tablet : topology.tablets(path.keyspace(), path.shard())) {
            if (tablet.alias().equals(alias)) {
                mutation.put(withType(tablet, TabletType.PRIMARY));
            } else if (tablet.type() == TabletType.PRIMARY) {
                mutation.put(withType(tablet, TabletType.REPLICA));
            }
        }
        return mutation.put(shard.withPrimary(alias));
    }

    private static Tablet withType(Tablet tablet, TabletType type) {
        return new Tablet(
                tablet.alias(),
                tablet.keyspace(),
                tablet.shard(),
                type,
                tablet.host(),
                tablet.mysqlPort(),
                tablet.databaseOverride());
    }
}
