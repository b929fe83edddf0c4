package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows one tablet. */
@CommandLine.Command(name = "GetTablet", description = "Shows a tablet as JSON.")
final class GetTablet implements Command {

    @Parameters(paramLabel = "<tablet alias>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletAlias alias;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        Tablet tablet = ControlPlane.requireTablet(topology, alias);
        ObjectNode json = Json.object().put("alias", tablet.alias().toString());
        json.put("keyspace", tablet.keyspace()).put("shard", tablet.shard().name());
        json.put("type", ListAllTablets.shownType(topology, tablet));
        json.put("hostname", tablet.host()).put("mysql_port", tablet.mysqlPort());
        json.put("database", tablet.database());
        out.line(Json.print(json));
    }
}
