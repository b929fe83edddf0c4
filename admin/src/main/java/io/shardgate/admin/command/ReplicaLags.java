package io.shardgate.admin.command;

import io.shardgate.resharding.copy.CopyThrottle;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How far the replicas of shards are behind, as the admin process's last looks at them showed. */
final class ReplicaLags {

    private ReplicaLags() {}

    /** The one that is furthest behind; those that cannot be asked do not count. */
    static Optional<CopyThrottle.Lag> worst(ControlPlane control, List<Shard> shards) {
        ServingTopology topology = control.snapshots().current().topology();
        return shards.stream()
                .flatMap(shard -> topology.tablets(shard.keyspace(), shard.name()).stream())
                .flatMap(tablet -> lag(control, tablet).stream())
                .max(Comparator.comparing(CopyThrottle.Lag::behind));
    }

    private static Optional<CopyThrottle.Lag> lag(ControlPlane control, Tablet tablet) {
        return control.health()
                .find(tablet.alias())
                .flatMap(TabletHealth::findLag)
                .map(behind -> new CopyThrottle.Lag(tablet.alias(), behind));
    }
}
