package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.admin.schema.TableDefinition;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the tables of one server as it writes them itself. */
@CommandLine.Command(name = "GetSchema", description = "Shows the tables that a tablet's server has, as JSON.")
final class GetSchema implements Command {

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    private final TableChoice choice = new TableChoice();

    @Option(names = "-table_names_only", description = "Print only the names, one a line.")
    private boolean namesOnly;

    @Parameters(paramLabel = "<tablet alias | keyspace/shard>", description = "A tablet, or the master of a shard.")
    private String place = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        Tablet tablet = find(control.topology(), place);
        DatabaseDefinition definition = choice.of(read(control, tablet));
        if (namesOnly) {
            definition.tables().keySet().forEach(out::line);
        } else {
            out.line(print(definition));
        }
    }

    static Tablet find(ServingTopology topology, String place) {
        try {
            return place.indexOf('/') >= 0
                    ? ControlPlane.requirePrimary(topology, ControlPlane.requireShard(topology, ShardPath.parse(place)))
                    : ControlPlane.requireTablet(topology, TabletAlias.parse(place));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()));
        }
    }

    static DatabaseDefinition read(ControlPlane control, Tablet tablet) {
        try (Connection connection = control.pools().connection(tablet, ServerAccess.Role.DBA, SERVER_TIMEOUT)) {
            return DatabaseDefinition.read(connection, tablet.database());
        } catch (SQLException e) {
            throw CommandException.failed(ExecuteFetchAsDba.describe(e, tablet), e);
        }
    }

    private static String print(DatabaseDefinition definition) {
        ObjectNode json = Json.object();
        json.put("database_schema", definition.createStatement().orElse(null));
        ArrayNode tables = json.putArray("table_definitions");
        for (TableDefinition table : definition.tables().values()) {
            ObjectNode entry = tables.addObject();
            entry.put("name", table.name());
            entry.put("type", table.kind() == TableDefinition.Kind.VIEW ? "VIEW" : "BASE TABLE");
            entry.put("schema", table.createStatement());
            ArrayNode columns = entry.putArray("columns");
            table.columns().forEach(columns::add);
            ArrayNode key = entry.putArray("primary_key_columns");
            table.primaryKey().forEach(key::add);
        }
        return Json.print(json);
    }
}
