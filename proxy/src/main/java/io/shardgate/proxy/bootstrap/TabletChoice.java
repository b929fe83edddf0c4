package io.shardgate.proxy.bootstrap;

import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.proxy.exec.ServingShards;
import io.shardgate.serving.health.ServingRule;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns among the tablets of a shard that answer and are not too far behind. Thread-safe.
 */
final class TabletChoice implements ServingShards {

    private static final String NO_DATABASE = "";

    private final ServingRule rule;
    private final AtomicInteger turn = new AtomicInteger();

    TabletChoice(ServingRule rule) {
        this.rule = rule;
    }

    @Override
    public Endpoint endpoint(ResolvedShard shard) {
        List<Tablet> tablets = shard.tablets();
        // A primary has no stand-in; whatever is wrong with it, only trying tells what it is now.
        if (shard.type() == TabletType.PRIMARY && tablets.size() == 1) {
            return endpoint(shard, tablets.get(0));
        }
        int good = 0;
        for (Tablet tablet : tablets) {
            if (rule.isGood(tablet)) {
                good++;
            }
        }
        Tablet chosen = good > 0 ? good(tablets, Math.floorMod(turn.getAndIncrement(), good)) : leastBehind(tablets);
        if (chosen == null) {
            String known = tablets.isEmpty()
                    ? "; none is registered"
                    : tablets.stream().map(rule::describe).collect(Collectors.joining(", ", "; ", ""));
            throw SqlError.NO_TABLET.exception(shard.type().targetWord(), shard.keyspace(), shard.shard(), known);
        }
        return endpoint(shard, chosen);
    }

    /** The one of that number among those that are good, which may be fewer by now. */
    private @Nullable Tablet good(List<Tablet> tablets, int number) {
        Tablet last = null;
        int seen = 0;
        for (Tablet tablet : tablets) {
            if (rule.isGood(tablet)) {
                last = tablet;
                if (seen++ == number) {
                    return tablet;
                }
            }
        }
        return last;
    }

    private @Nullable Tablet leastBehind(List<Tablet> tablets) {
        Tablet best = null;
        Duration least = null;
        for (Tablet tablet : tablets) {
            Duration lag = rule.lagAsLastResort(tablet).orElse(null);
            if (lag != null && (least == null || lag.compareTo(least) < 0)) {
                best = tablet;
                least = lag;
            }
        }
        return best;
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
