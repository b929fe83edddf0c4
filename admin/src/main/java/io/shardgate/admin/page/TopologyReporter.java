package io.shardgate.admin.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.admin.command.RunningCommand;
import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.health.HealthView;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything that the page shows. Safe for all threads; asks the store, which blocks shortly. */
public final class TopologyReporter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sources sources;

    /**
     * Where the report comes from.
     *
     * @param schemaProblems by keyspace, what is wrong with its tables
     * @param proxies those that are alive
     */
    public record Sources(
            SnapshotSource snapshots,
            HealthView health,
            Supplier<Map<String, List<String>>> schemaProblems,
            Supplier<List<ProxyRecord>> proxies,
            Supplier<List<Streams.Status>> streams,
            Supplier<List<RunningCommand>> commands,
            Clock clock) {}

    public TopologyReporter(Sources sources) {
        this.sources = sources;
    }

    /** The report as JSON. */
    public String json() {
        try {
            return JSON.writeValueAsString(report()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        }
    }

    TopologyReport report() {
        ServingSnapshot snapshot = sources.snapshots().current();
        Instant now = sources.clock().instant();
        Map<String, List<String>> problems = sources.schemaProblems().get();
        return new TopologyReport(
                snapshot.version(),
                now.toString(),
                sources.snapshots()
                        .findStaleness()
                        .map(SnapshotSource.Staleness::why)
                        .orElse(null),
                snapshot.topology().keyspaces().stream()
                        .map(keyspace -> keyspace(snapshot, keyspace, problems))
                        .toList(),
                sources.proxies().get().stream()
                        .map(proxy -> proxy(proxy, snapshot.version()))
                        .toList(),
                sources.streams().get().stream().map(TopologyReporter::stream).toList(),
                sources.commands().get().stream()
                        .map(command -> command(command, now))
                        .toList());
    }

    private TopologyReport.KeyspaceReport keyspace(
            ServingSnapshot snapshot, Keyspace keyspace, Map<String, List<String>> problems) {
        ServingTopology topology = snapshot.topology();
        String name = keyspace.name();
        return new TopologyReport.KeyspaceReport(
                name,
                snapshot.vschema().keyspace(name).sharded(),
                problems.getOrDefault(name, List.of()),
                topology.findGate(name).map(TopologyReporter::gate).orElse(null),
                topology.servedTypes().cells(name).values().stream()
                        .flatMap(cell -> cell.partitions().stream()
                                .map(part -> new TopologyReport.ServedReport(
                                        cell.cell(),
                                        part.type().printed(),
                                        part.shards().stream()
                                                .map(ShardName::name)
                                                .toList())))
                        .toList(),
                topology.shards(name).stream()
                        .map(shard -> shard(topology, shard))
                        .toList());
    }

    private static TopologyReport.GateReport gate(Gate gate) {
        return new TopologyReport.GateReport(keys(gate.range()), gate.reason());
    }

    private TopologyReport.ShardReport shard(ServingTopology topology, Shard shard) {
        return new TopologyReport.ShardReport(
                shard.name().name(),
                keys(shard.keyRange()),
                shard.isPrimaryServing(),
                shard.sources().stream()
                        .map(source -> source.keyspace() + "/" + source.shard())
                        .toList(),
                topology.tablets(shard.keyspace(), shard.name()).stream()
                        .map(tablet -> tablet(tablet, topology.isPrimary(tablet)))
                        .toList());
    }

    private TopologyReport.TabletReport tablet(Tablet tablet, boolean isPrimary) {
        TabletType type = isPrimary ? TabletType.PRIMARY : tablet.type();
        return new TopologyReport.TabletReport(
                tablet.alias().toString(),
                type.printed(),
                tablet.host(),
                tablet.mysqlPort(),
                health(sources.health().find(tablet.alias()), isPrimary));
    }

    private static TopologyReport.HealthReport health(Optional<TabletHealth> found, boolean isPrimary) {
        if (found.isEmpty()) {
            return new TopologyReport.HealthReport(false, null, null, "not looked at yet", null);
        }
        TabletHealth seen = found.get();
        return new TopologyReport.HealthReport(
                seen.isReachable() && seen.isReadOnly() != isPrimary,
                seen.isReachable(),
                seen.isReachable() ? seen.isReadOnly() : null,
                seen.toString(),
                seen.checkedAt().toString());
    }

    private static TopologyReport.ProxyReport proxy(ProxyRecord proxy, long version) {
        return new TopologyReport.ProxyReport(
                proxy.id(), proxy.cell(), proxy.address(), proxy.acknowledged(), proxy.acknowledged() >= version);
    }

    private static TopologyReport.StreamReport stream(Streams.Status stream) {
        return new TopologyReport.StreamReport(
                stream.source(),
                stream.target(),
                stream.state(),
                stream.lagMillis() / 1000.0,
                stream.rows(),
                stream.problem());
    }

    private static TopologyReport.CommandReport command(RunningCommand command, Instant now) {
        return new TopologyReport.CommandReport(
                command.id(),
                command.name(),
                command.arguments(),
                command.startedAt().toString(),
                Duration.between(command.startedAt(), now).toMillis() / 1000.0,
                command.lastLine(),
                command.fraction());
    }

    private static TopologyReport.KeysReport keys(KeyRange range) {
        return new TopologyReport.KeysReport(
                range.start().hex(),
                range.end().hex(),
                range.start().fraction(),
                range.end().length() == 0 ? 1 : range.end().fraction());
    }
}
