package io.shardgate.admin.command;

import io.shardgate.serving.health.HealthView;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lists tablets, one a line. Vitess prints the address of the process beside each server first and the server's second; here
 * there is no such process, so that the server's stands in both places and scripts that count columns go on working.
 */
@CommandLine.Command(
        name = "ListAllTablets",
        description = "Lists the tablets of some cells, or of all: alias, keyspace, shard, type, address twice, tags.")
final class ListAllTablets implements Command {

    @Parameters(paramLabel = "<cell>", arity = "0..*", split = ",")
    private List<String> cells = List.of();

    @Option(names = "-health", description = "Also say what the last look at each tablet showed.")
    private boolean withHealth;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        cells.forEach(cell -> ControlPlane.requireCell(topology, cell));
        topology.tablets().stream()
                .filter(tablet ->
                        cells.isEmpty() || cells.contains(tablet.alias().cell()))
                .forEach(tablet ->
                        out.line(line(topology, tablet) + (withHealth ? " " + health(control.health(), tablet) : "")));
    }

    private static String health(HealthView health, Tablet tablet) {
        return health.find(tablet.alias()).map(TabletHealth::toString).orElse("not looked at yet");
    }

    private static String line(ServingTopology topology, Tablet tablet) {
        return String.join(
                " ",
                tablet.alias().toString(),
                tablet.keyspace(),
                tablet.shard().name(),
                shownType(topology, tablet),
                tablet.address(),
                tablet.address(),
                "[]");
    }

    /** Its shard decides who is the master; a tablet that merely calls itself so came back after another took over. */
    static String shownType(ServingTopology topology, Tablet tablet) {
        if (topology.isPrimary(tablet)) {
            return TabletType.PRIMARY.printed();
        }
        return tablet.type() == TabletType.PRIMARY ? "unknown" : tablet.type().printed();
    }
}
