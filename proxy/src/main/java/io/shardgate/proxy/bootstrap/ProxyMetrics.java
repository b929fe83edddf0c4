package io.shardgate.proxy.bootstrap;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.session.Buffering;
import io.shardgate.proxy.session.PlanCache;
import io.shardgate.proxy.session.SessionRegistry;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Tablet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a proxy is doing now, read when somebody asks for it. Queries are counted by their own class. */
final class ProxyMetrics {

    private final BackendPools pools;
    private final MultiGauge used;
    private final MultiGauge waiting;
    private final MultiGauge timedOut;

    ProxyMetrics(
            MeterRegistry registry,
            SnapshotSource snapshots,
            SessionRegistry sessions,
            Buffering buffering,
            PlanCache plans,
            BackendPools pools) {
        this.pools = pools;
        gauge(registry, "shardgate.connections", "Clients that are connected", sessions, SessionRegistry::size);
        gauge(
                registry,
                "shardgate.buffering.waiting",
                "Statements that wait at a closed gate",
                buffering,
                Buffering::size);
        counter(registry, "shardgate.buffering.held", "Statements that had to wait", buffering, Buffering::held);
        counter(
                registry,
                "shardgate.buffering.refused",
                "Statements refused because too much waited",
                buffering,
                Buffering::refused);
        counter(
                registry,
                "shardgate.buffering.expired",
                "Statements that waited for too long",
                buffering,
                Buffering::expired);
        gauge(registry, "shardgate.plan.cache.size", "Statements whose plans are kept", plans, PlanCache::size);
        counter(registry, "shardgate.plan.cache.hits", "Look-ups that found plans", plans, PlanCache::hits);
        counter(registry, "shardgate.plan.cache.misses", "Look-ups that found nothing", plans, PlanCache::misses);
        gauge(
                registry,
                "shardgate.topology.version",
                "The version of the topology in force",
                snapshots,
                source -> source.current().version());
        gauge(
                registry,
                "shardgate.topology.stale",
                "1 while the topology store is not heard, and the topology may be out of date",
                snapshots,
                source -> source.findStaleness().isPresent() ? 1 : 0);
        this.used = MultiGauge.builder("shardgate.pool.connections")
                .description("Connections to a tablet that are open, or being opened")
                .register(registry);
        this.waiting = MultiGauge.builder("shardgate.pool.waiting")
                .description("Statements that wait for a connection to a tablet")
                .register(registry);
        this.timedOut = MultiGauge.builder("shardgate.pool.timed.out")
                .description("Statements that waited for a connection to a tablet for too long, since the start")
                .register(registry);
        tabletsChanged(snapshots.current());
    }

    private static <T> void gauge(
            MeterRegistry registry, String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static <T> void counter(
            MeterRegistry registry, String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }

    /** Tablets come and go with the topology. */
    void tabletsChanged(ServingSnapshot snapshot) {
        List<Tablet> tablets = List.copyOf(snapshot.topology().tablets());
        used.register(rows(tablets, this::used), true);
        waiting.register(rows(tablets, this::waiting), true);
        timedOut.register(rows(tablets, this::timedOut), true);
    }

    private static List<MultiGauge.Row<?>> rows(List<Tablet> tablets, ToDoubleFunction<Tablet> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Tablet tablet : tablets) {
            Tags tags = Tags.of(
                    "tablet",
                    tablet.alias().toString(),
                    "keyspace",
                    tablet.keyspace(),
                    "shard",
                    tablet.shard().name());
            rows.add(MultiGauge.Row.of(tags, tablet, value));
        }
        return rows;
    }

    private double used(Tablet tablet) {
        return TabletChoice.endpointsOf(tablet).mapToInt(pools::used).sum();
    }

    private double waiting(Tablet tablet) {
        return TabletChoice.endpointsOf(tablet).mapToInt(pools::waiting).sum();
    }

    private double timedOut(Tablet tablet) {
        return TabletChoice.endpointsOf(tablet).mapToLong(pools::timedOut).sum();
    }
}
