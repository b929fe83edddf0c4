package io.shardgate.serving.repository;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.WriteOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads and changes the topology in a store. Blocks; safe for all threads. */
public final class TopologyRepository {

    private static final int MAX_ATTEMPTS = 20;
    private static final String LOCKS = "locks/";

    private final TopologyStore store;

    public TopologyRepository(TopologyStore store) {
        this.store = store;
    }

    public TopologyStore store() {
        return store;
    }

    /** The topology now. */
    public TopologyView read() {
        return TopologyDecoder.of(store.list("")).view();
    }

    /**
     * Changes the topology in one write.
     *
     * <p>The change is a function of what it finds in the {@link Mutation}: if somebody else was faster it is run again on
     * what is there then. It may refuse by throwing, and then nothing is written.
     *
     * @return the revision at which what was asked for holds; a proxy whose snapshot has that version, or a later one, has
     *     seen it
     * @throws StoreException CORRUPT if a record cannot be read, OUTCOME_UNKNOWN, CONFLICT if others never stop changing the
     *     same records or a lock was lost, UNAVAILABLE
     */
    public long update(Consumer<Mutation> change) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Listing listing = store.list("");
            Map<String, StoredValue> stored = new TreeMap<>();
            listing.values().forEach(value -> stored.put(value.key(), value));
            Mutation mutation = new Mutation(readable(listing), stored);
            change.accept(mutation);
            List<Change> changes = mutation.changes();
            Optional<Long> revision = tryWrite(changes);
            if (revision.isPresent()) {
                return revision.get();
            }
        }
        throw new StoreException(
                StoreException.Kind.CONFLICT,
                "the topology was changed by others " + MAX_ATTEMPTS + " times while this change was tried; try again");
    }

    private static TopologyView readable(Listing listing) {
        TopologyView view = TopologyDecoder.of(listing).view();
        if (!view.problems().isEmpty()) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "the topology is not changed while it has records that cannot be read: "
                            + String.join("; ", view.problems()));
        }
        return view;
    }

    /** Empty when the change must be tried again. */
    private Optional<Long> tryWrite(List<Change> changes) {
        boolean writes = changes.stream().anyMatch(change -> !(change instanceof Change.Check));
        WriteOutcome outcome = store.write(changes);
        if (outcome instanceof WriteOutcome.Applied applied) {
            return Optional.of(writes ? applied.revision() : newest(changes));
        }
        if (outcome instanceof WriteOutcome.Conflict conflict) {
            if (conflict.key().startsWith(LOCKS)) {
                // A lost lock does not come back by trying again.
                outcome.orThrow();
            }
            return Optional.empty();
        }
        if (outcome instanceof WriteOutcome.Unknown) {
            return readBack(changes, outcome);
        }
        return Optional.of(outcome.orThrow());
    }

    /** The revision of what was already as asked for. A lock is newer and no part of any snapshot. */
    private static long newest(List<Change> checks) {
        return checks.stream()
                .filter(check -> !check.key().startsWith(LOCKS))
                .mapToLong(Change::expectedRevision)
                .max()
                .orElse(Change.ABSENT);
    }

    /** One key that is set tells whether the write was applied, since it was all or nothing. */
    private Optional<Long> readBack(List<Change> changes, WriteOutcome unknown) {
        for (Change change : changes) {
            Optional<StoredValue> now = store.read(change.key());
            if (change instanceof Change.Put put) {
                boolean isOurs = now.isPresent()
                        && now.get().revision() > put.expectedRevision()
                        && now.get().value().equals(put.value());
                if (isOurs) {
                    return Optional.of(now.get().revision());
                }
                boolean isUntouched = now.map(StoredValue::revision).orElse(Change.ABSENT) == put.expectedRevision();
                if (isUntouched) {
                    return Optional.empty();
                }
            }
        }
        // Somebody has written over it since, or it only deleted: nothing tells any more.
        return Optional.of(unknown.orThrow());
    }
}
