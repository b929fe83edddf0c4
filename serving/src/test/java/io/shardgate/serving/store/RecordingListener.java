package io.shardgate.serving.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a watch told it. */
public final class RecordingListener implements WatchListener {

    private final List<ChangeBatch> batches = new CopyOnWriteArrayList<>();
    private final List<StoreException> losses = new CopyOnWriteArrayList<>();
    private final List<StoreException> ends = new CopyOnWriteArrayList<>();
    private volatile long current = -1;

    @Override
    public void onChanges(ChangeBatch batch) {
        batches.add(batch);
    }

    @Override
    public void onCurrent(long revision) {
        current = revision;
    }

    @Override
    public void onLost(StoreException why) {
        losses.add(why);
    }

    @Override
    public void onEnded(StoreException why) {
        ends.add(why);
    }

    public List<ChangeBatch> batches() {
        return List.copyOf(batches);
    }

    public List<Long> revisions() {
        return batches.stream().map(ChangeBatch::revision).toList();
    }

    /** {@code key=value} or {@code key gone}, in the order in which they came. */
    public List<String> story() {
        List<String> story = new ArrayList<>();
        for (ChangeBatch batch : batches) {
            for (ChangeBatch.Changed changed : batch.changes()) {
                story.add(
                        changed instanceof ChangeBatch.Set set
                                ? set.key() + "=" + set.stored().value()
                                : changed.key() + " gone");
            }
        }
        return story;
    }

    public List<StoreException> losses() {
        return List.copyOf(losses);
    }

    public List<StoreException> ends() {
        return List.copyOf(ends);
    }

    public long current() {
        return current;
    }
}
