package io.shardgate.serving.health;

import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.util.List;
import java.util.Optional;

/** The latest health of each tablet. Never blocks; safe for event loops. */
public interface HealthView {

    /** Empty for a tablet that was not looked at yet. */
    Optional<TabletHealth> find(TabletAlias alias);

    /**
     * Those of the tablets that may be used, in the given order. One that was not looked at yet counts as usable: a proxy that
     * has just started must not refuse its first query.
     */
    default List<Tablet> usable(List<Tablet> tablets) {
        return tablets.stream()
                .filter(tablet ->
                        find(tablet.alias()).map(TabletHealth::isReachable).orElse(true))
                .toList();
    }
}
