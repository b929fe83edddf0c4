package io.shardgate.serving.snapshot;

/** Hears of each new snapshot, in order, on the loader's thread, which it must not block. */
@FunctionalInterface
public interface SnapshotListener {

    void onSnapshot(ServingSnapshot previous, ServingSnapshot current);
}
