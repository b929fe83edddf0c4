package io.shardgate.serving.snapshot;

import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.vschema.model.VSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source whose snapshot the test sets. */
public final class SettableSnapshots implements SnapshotSource {

    private final List<SnapshotListener> listeners = new CopyOnWriteArrayList<>();
    private volatile ServingSnapshot current = ServingSnapshot.EMPTY;

    public void set(ServingTopology topology) {
        ServingSnapshot previous = current;
        ServingSnapshot next = ServingSnapshot.of(topology, VSchema.EMPTY, Map.of(), 0);
        current = next;
        listeners.forEach(listener -> listener.onSnapshot(previous, next));
    }

    @Override
    public ServingSnapshot current() {
        return current;
    }

    @Override
    public Subscription subscribe(SnapshotListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Optional<Staleness> findStaleness() {
        return Optional.empty();
    }
}
