package io.shardgate.proxy.bootstrap;

import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.proxy.exec.ServingShards;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.error.SqlError;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes turns among the healthy tablets of a shard. Thread-safe.
 *
 * <p>A tablet that is not known to be ill counts as healthy: the connection attempt then says what is wrong.
 */
final class TabletChoice implements ServingShards {

    private static final String NO_DATABASE = "";

    private final Predicate<TabletAlias> isIll;
    private final AtomicInteger turn = new AtomicInteger();

    TabletChoice(Predicate<TabletAlias> isIll) {
        this.isIll = isIll;
    }

    @Override
    public Endpoint endpoint(ResolvedShard shard) {
        List<Tablet> tablets = shard.tablets();
        // A primary has no stand-in; whatever is wrong with it, only trying tells what it is now.
        if (tablets.size() == 1) {
            return endpoint(shard, tablets.get(0));
        }
        int first = Math.floorMod(turn.getAndIncrement(), Math.max(1, tablets.size()));
        for (int i = 0; i < tablets.size(); i++) {
            Tablet candidate = tablets.get((first + i) % tablets.size());
            if (!isIll.test(candidate.alias())) {
                return endpoint(shard, candidate);
            }
        }
        String known = tablets.isEmpty() ? "; none is registered" : "; registered are " + tablets.size();
        throw SqlError.NO_TABLET.exception(shard.type().targetWord(), shard.keyspace(), shard.shard(), known);
    }

    /** Every way in which the tablet is connected to: with the database of its keyspace, and without one. */
    static Stream<Endpoint> endpointsOf(Tablet tablet) {
        return Stream.of(endpointOf(tablet, tablet.database()), endpointOf(tablet, NO_DATABASE));
    }

    private static Endpoint endpoint(ResolvedShard shard, Tablet tablet) {
        return endpointOf(tablet, shard.keyspace().isEmpty() ? NO_DATABASE : tablet.database());
    }

    private static Endpoint endpointOf(Tablet tablet, String database) {
        return new Endpoint(tablet.alias().toString(), tablet.host(), tablet.mysqlPort(), database);
    }
}
