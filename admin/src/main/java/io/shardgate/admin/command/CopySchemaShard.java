package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.admin.schema.TableDefinition;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates the tables of one shard on the master of another, and checks that both are alike then. */
@CommandLine.Command(
        name = "CopySchemaShard",
        description = "Creates the tables of a shard, without rows, on the master of another.")
final class CopySchemaShard implements Command {

    private static final Duration SERVER_TIMEOUT = Duration.ofMinutes(1);
    /** Tables come in any order, and may have defaults that today's sql_mode forbids; but never another engine. */
    private static final String LENIENT =
            "SET SESSION foreign_key_checks = OFF, SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'";

    @Mixin
    private final TableChoice choice = new TableChoice();

    @Option(names = "-skip-verify", description = "Do not compare the two afterwards.")
    private boolean skipVerify;

    @Option(
            names = "-wait_replicas_timeout",
            paramLabel = "<duration>",
            description = "How long to wait until the destination's replicas have the tables; default: 10s.")
    private Duration waitReplicas = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "<source keyspace/shard | tablet alias>")
    private String source = "";

    @Parameters(index = "1", paramLabel = "<destination keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath destination;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        Tablet from = GetSchema.find(topology, source);
        Tablet to = ControlPlane.requirePrimary(topology, ControlPlane.requireShard(topology, destination));
        DatabaseDefinition wanted = choice.of(GetSchema.read(control, from));
        if (wanted.createStatement().isEmpty()) {
            throw CommandException.failed(
                    "tablet " + from.alias() + " has no database " + from.database() + "; InitShardMaster creates it");
        }
        DatabaseDefinition there = choice.of(GetSchema.read(control, to));
        String names = from.alias() + " and " + to.alias();
        if (differences(wanted, from, there, to).isEmpty()) {
            out.line("the schemas of " + names + " are alike already");
        } else {
            create(control, wanted, there, to, out);
            if (!skipVerify) {
                verify(wanted, from, choice.of(GetSchema.read(control, to)), to);
            }
            awaitReplicas(control, topology, to, out);
        }
        control.schemaChanged(destination.keyspace(), out);
    }

    private static List<String> differences(
            DatabaseDefinition wanted, Tablet from, DatabaseDefinition there, Tablet to) {
        return wanted.differences(from.alias().toString(), there, to.alias().toString());
    }

    private static void verify(DatabaseDefinition wanted, Tablet from, DatabaseDefinition there, Tablet to) {
        List<String> differences = differences(wanted, from, there, to);
        if (!differences.isEmpty()) {
            throw CommandException.failed("CopySchemaShard was not successful because the schemas of " + from.alias()
                    + " and " + to.alias() + " differ:\n" + String.join("\n", differences)
                    + "\nDrop on " + to.alias() + " what differs, and run the command again.");
        }
    }

    private static void create(
            ControlPlane control, DatabaseDefinition wanted, DatabaseDefinition there, Tablet to, CommandOutput out) {
        try (Connection connection = control.pools().dedicated(to, ServerAccess.Role.DBA, SERVER_TIMEOUT)) {
            if (there.createStatement().isEmpty()) {
                String sql = wanted.createStatement().orElseThrow();
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql.replace(SqlNames.quote(wanted.name()), SqlNames.quote(to.database())));
                }
            }
            connection.setCatalog(to.database());
            createTables(connection, wanted, there, to, out);
        } catch (SQLException e) {
            throw CommandException.failed(ExecuteFetchAsDba.describe(e, to), e);
        }
    }

    private static void createTables(
            Connection connection, DatabaseDefinition wanted, DatabaseDefinition there, Tablet to, CommandOutput out)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LENIENT);
            for (TableDefinition table : tablesFirst(wanted)) {
                if (!there.tables().containsKey(table.name())) {
                    create(statement, wanted.named(table, to.database()), table, to);
                    out.line("created " + table.name() + " on " + to.alias());
                }
            }
        }
    }

    private static void create(Statement statement, String sql, TableDefinition table, Tablet to) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw CommandException.failed(
                    "creating " + table.name() + " failed: " + ExecuteFetchAsDba.describe(e, to)
                            + "\nWhat was created before it stays; mend the cause and run the command again.",
                    e);
        }
    }

    /** Views read tables. Views that read views come in the order of names, so a second run may be needed for those. */
    private static List<TableDefinition> tablesFirst(DatabaseDefinition wanted) {
        List<TableDefinition> ordered = new ArrayList<>();
        for (TableDefinition.Kind kind : TableDefinition.Kind.values()) {
            wanted.tables().values().stream()
                    .filter(table -> table.kind() == kind)
                    .forEach(ordered::add);
        }
        return ordered;
    }

    private void awaitReplicas(ControlPlane control, ServingTopology topology, Tablet master, CommandOutput out) {
        try (ReplicationServer server = ReplicationServer.connect(control.pools(), master)) {
            String position = server.position();
            for (Tablet tablet : topology.tablets(master.keyspace(), master.shard())) {
                if (!tablet.alias().equals(master.alias()) && tablet.type() != TabletType.WORKSPACE) {
                    awaitReplica(control, tablet, position);
                }
            }
        } catch (SQLException e) {
            out.note("warning: the tables are on the master; " + e.getMessage());
        }
    }

    private void awaitReplica(ControlPlane control, Tablet tablet, String position) throws SQLException {
        try (ReplicationServer replica = ReplicationServer.connect(control.pools(), tablet)) {
            if (replica.isReplica()) {
                replica.awaitPosition(position, waitReplicas);
            }
        }
    }
}
