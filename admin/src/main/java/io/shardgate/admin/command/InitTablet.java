package io.shardgate.admin.command;

import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Registers a MySQL server as a tablet. Nothing is changed on the server.
 *
 * <p>The type master records the server as its shard's master, for a server that already is one; InitShardMaster makes one.
 */
@CommandLine.Command(name = "InitTablet", description = "Registers a MySQL server as a tablet of a shard.")
final class InitTablet implements Command {

    @Option(names = "-hostname", paramLabel = "<host>", required = true, description = "Where its MySQL server is.")
    private String hostname = "";

    @Option(names = "-mysql_port", paramLabel = "<port>", description = "Default: ${DEFAULT-VALUE}.")
    private int mysqlPort = 3306;

    @Option(names = "-keyspace", paramLabel = "<keyspace>", required = true)
    private String keyspace = "";

    @Option(names = "-shard", paramLabel = "<shard>", required = true, description = "Such as 0 or -80.")
    private String shard = "";

    @Option(
            names = "-db_name_override",
            paramLabel = "<database>",
            description = "The database on that server, if it is not named as the keyspace.")
    private @Nullable String databaseOverride;

    @Option(names = "-parent", description = "Create the keyspace and the shard too if they do not exist.")
    private boolean parent;

    @Option(names = "-allow_update", description = "Replace the tablet of that alias if there is one.")
    private boolean allowUpdate;

    @Option(names = "-allow_master_override", description = "Take over from the master that the shard has.")
    private boolean allowMasterOverride;

    @Parameters(index = "0", paramLabel = "<tablet alias>", description = "Cell and number, such as zone1-100.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletAlias alias;

    @Parameters(index = "1", paramLabel = "<type>", description = "master, replica, rdonly, spare or workspace.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletType type;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ShardPath path = new ShardPath(keyspace, ShardName.parse(shard));
        Tablet tablet = new Tablet(alias, keyspace, path.shard(), type, hostname, mysqlPort, databaseOverride);
        long[] revision = new long[1];
        control.withKeyspaceLocked(
                keyspace,
                "InitTablet " + alias,
                keyspaceLock -> control.withLock(
                        ControlPlane.TABLETS_LOCK,
                        "InitTablet " + alias,
                        lock -> revision[0] = control.repository()
                                .update(mutation ->
                                        register(mutation.under(lock).under(keyspaceLock), tablet, path, out))));
        control.awaitSeen(revision[0]);
    }

    private void register(Mutation mutation, Tablet tablet, ShardPath path, CommandOutput out) {
        ServingTopology topology = mutation.topology();
        ControlPlane.requireCell(topology, alias.cell());
        refuseKnownServer(topology, tablet);
        topology.findTablet(alias).ifPresent(before -> refuseReplacing(topology, before, tablet));
        Shard home = parent ? createParents(mutation, path, out) : requireParents(topology, path);
        mutation.put(tabletIn(home));
        if (type == TabletType.PRIMARY) {
            becomeMaster(mutation, home);
        }
    }

    /** A shard has many spellings, such as -80 and 0000-8000; the tablet takes that of the shard. */
    private Tablet tabletIn(Shard home) {
        return new Tablet(alias, keyspace, home.name(), type, hostname, mysqlPort, databaseOverride);
    }

    private static Shard requireParents(ServingTopology topology, ShardPath path) {
        try {
            return ControlPlane.requireShard(topology, path);
        } catch (CommandException e) {
            throw CommandException.failed(e.getMessage() + ". -parent creates what is missing", e);
        }
    }

    private static Shard createParents(Mutation mutation, ShardPath path, CommandOutput out) {
        if (mutation.topology().findKeyspace(path.keyspace()).isEmpty()) {
            mutation.put(new Keyspace(path.keyspace()));
        }
        return mutation.topology()
                .findShard(path.keyspace(), path.shard())
                .orElseGet(() -> CreateShard.create(mutation, path, out));
    }

    /** One server holds one shard of one keyspace, and is one tablet. */
    private static void refuseKnownServer(ServingTopology topology, Tablet tablet) {
        Optional<Tablet> same = topology.tablets().stream()
                .filter(other ->
                        !other.alias().equals(tablet.alias()) && other.address().equalsIgnoreCase(tablet.address()))
                .findFirst();
        same.ifPresent(other -> {
            throw CommandException.failed("the server " + tablet.address() + " is already the tablet " + other.alias()
                    + " of " + other.keyspace() + "/" + other.shard()
                    + ", and one server holds one shard of one keyspace; give another server, or remove that tablet with"
                    + " DeleteTablet " + other.alias());
        });
    }

    private void refuseReplacing(ServingTopology topology, Tablet before, Tablet now) {
        if (before.equals(now)) {
            return;
        }
        if (!allowUpdate) {
            throw CommandException.failed("tablet " + before.alias() + " exists already, as " + before.type() + " of "
                    + before.keyspace() + "/" + before.shard() + " at " + before.address()
                    + "; -allow_update replaces it");
        }
        boolean staysMaster = now.type() == TabletType.PRIMARY
                && now.keyspace().equals(before.keyspace())
                && now.shard().equals(before.shard());
        if (topology.isPrimary(before) && !staysMaster) {
            throw CommandException.failed("tablet " + before.alias() + " is the master of " + before.keyspace() + "/"
                    + before.shard() + " and cannot become something else; choose another master first");
        }
    }

    private void becomeMaster(Mutation mutation, Shard current) {
        TabletAlias master = current.primary();
        if (master != null && !master.equals(alias) && !allowMasterOverride) {
            throw CommandException.failed("shard " + current.path() + " has the master " + master
                    + " already; -allow_master_override takes over from it");
        }
        mutation.put(current.withPrimary(alias));
    }
}
