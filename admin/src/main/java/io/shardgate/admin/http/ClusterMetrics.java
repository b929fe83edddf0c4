package io.shardgate.admin.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.shardgate.admin.command.RunningCommand;
import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.health.HealthView;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Tablet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the admin process knows of tablets, streams, commands that run, and gates. Safe for all threads. */
final class ClusterMetrics {

    private static final String TABLET = "tablet";
    private static final String KEYSPACE = "keyspace";

    private final MeterRegistry registry;
    private final Sources sources;
    private final MultiGauge reachable;
    private final MultiGauge lag;
    private final MultiGauge streamRuns;
    private final MultiGauge streamLag;
    private final MultiGauge streamRows;
    private final MultiGauge commands;

    /** When gates were closed, by keyspace; guarded by this. */
    private final Map<String, Long> closedSince = new TreeMap<>();

    /** Where the numbers come from. */
    record Sources(
            SnapshotSource snapshots,
            HealthView health,
            Supplier<List<Streams.Status>> streams,
            Supplier<List<RunningCommand>> commands) {}

    ClusterMetrics(MeterRegistry registry, Sources sources) {
        this.registry = registry;
        this.sources = sources;
        this.reachable =
                gauges("shardgate.tablet.reachable", "1 if the tablet's server answered the last look at it, else 0");
        this.lag = MultiGauge.builder("shardgate.tablet.lag")
                .description("How far the tablet's heartbeat is behind the youngest of its shard")
                .baseUnit("seconds")
                .register(registry);
        this.streamRuns = gauges("shardgate.stream.running", "1 while filtered replication runs, 0 if it has stopped");
        this.streamLag = MultiGauge.builder("shardgate.stream.lag")
                .description("How far the destination was behind when it last applied something; 0 if it has caught up")
                .baseUnit("seconds")
                .register(registry);
        this.streamRows =
                gauges("shardgate.stream.rows", "Rows that filtered replication has changed since it was started");
        this.commands =
                gauges("shardgate.command.progress", "From 0 to 1, of each command that runs; 0 if it does not tell");
    }

    private MultiGauge gauges(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Takes in what there is now: tablets, streams and commands come and go. */
    void refresh() {
        List<MultiGauge.Row<?>> reachableRows = new ArrayList<>();
        List<MultiGauge.Row<?>> lagRows = new ArrayList<>();
        for (Tablet tablet : sources.snapshots().current().topology().tablets()) {
            Tags tags = Tags.of(
                    TABLET,
                    tablet.alias().toString(),
                    KEYSPACE,
                    tablet.keyspace(),
                    "shard",
                    tablet.shard().name());
            sources.health().find(tablet.alias()).ifPresent(health -> {
                reachableRows.add(MultiGauge.Row.of(tags, health.isReachable() ? 1 : 0));
                health.findLag().ifPresent(behind -> lagRows.add(MultiGauge.Row.of(tags, seconds(behind))));
            });
        }
        reachable.register(reachableRows, true);
        lag.register(lagRows, true);
        List<MultiGauge.Row<?>> runs = new ArrayList<>();
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Streams.Status status : sources.streams().get()) {
            Tags tags = Tags.of("source", status.source(), "target", status.target());
            runs.add(MultiGauge.Row.of(tags, status.state().equals("RUNNING") ? 1 : 0));
            lags.add(MultiGauge.Row.of(tags, seconds(Duration.ofMillis(status.lagMillis()))));
            rows.add(MultiGauge.Row.of(tags, status.rows()));
        }
        streamRuns.register(runs, true);
        streamLag.register(lags, true);
        streamRows.register(rows, true);
        commands.register(
                sources.commands().get().stream()
                        .<MultiGauge.Row<?>>map(command -> MultiGauge.Row.of(
                                Tags.of("command", command.name(), "id", Long.toString(command.id())),
                                Objects.requireNonNullElse(command.fraction(), 0.0)))
                        .toList(),
                true);
    }

    /** For how long gates are closed, by the snapshots of this process. */
    synchronized void gatesChanged(ServingSnapshot current) {
        long now = System.nanoTime();
        List<String> closed =
                current.topology().gates().stream().map(Gate::keyspace).toList();
        closed.forEach(keyspace -> closedSince.putIfAbsent(keyspace, now));
        closedSince.entrySet().removeIf(entry -> {
            boolean isOpen = !closed.contains(entry.getKey());
            if (isOpen) {
                Timer.builder("shardgate.gate.closed")
                        .description("For how long statements of a keyspace had to wait for a cutover or a like change")
                        .tag(KEYSPACE, entry.getKey())
                        .register(registry)
                        .record(now - entry.getValue(), TimeUnit.NANOSECONDS);
            }
            return isOpen;
        });
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
