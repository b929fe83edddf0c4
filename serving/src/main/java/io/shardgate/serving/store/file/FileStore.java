package io.shardgate.serving.store.file;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.ChangeBatch.Changed;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import io.shardgate.serving.store.WriteOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a directory that one process has open.
 *
 * <p>The revision is the journal's index: write number n is record number n. A write is appended and synced to the disk
 * before anything in memory shows it, so nobody ever sees what a crash can take back. Writers go one at a time under
 * {@code writing}; readers never wait for the disk.
 */
public final class FileStore implements TopologyStore {

    private static final Logger log = LoggerFactory.getLogger(FileStore.class);
    private static final long EXPIRY_LOOK_MILLIS = 100;

    private final DirectoryLock directoryLock;
    private final StoreFiles files;
    private final Options options;
    private final StoreState state = new StoreState();
    private final Leases leases = new Leases(System::nanoTime);
    private final History history;
    private final ScheduledExecutorService expiry;
    private final Set<HistoryWatch> watches = new HashSet<>();

    private final ReentrantLock writing = new ReentrantLock();
    private Journal journal;
    private volatile boolean closed;
    private @Nullable String broken;

    /**
     * How much the store keeps.
     *
     * @param compactAtBytes length of the journal from which on it is replaced by a snapshot
     * @param historyBatches how many writes a watch may be behind
     */
    public record Options(long compactAtBytes, int historyBatches) {
        public static final Options DEFAULT = new Options(4 << 20, 10_000);
    }

    private FileStore(DirectoryLock directoryLock, StoreFiles files, Options options) throws IOException {
        this.directoryLock = directoryLock;
        this.files = files;
        this.options = options;
        StoreFiles.Recovered recovered = files.recover();
        this.history = new History(recovered.snapshot().revision(), options.historyBatches());
        restore(recovered.snapshot());
        for (JournalRecord write : recovered.writes()) {
            restore(write);
            history.add(write.batch());
        }
        this.journal = files.openJournal(state.revision());
        this.expiry = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "topology-lease-expiry");
            thread.setDaemon(true);
            return thread;
        });
    }

    private void restore(JournalRecord record) {
        state.apply(record.batch());
        record.leaseSeconds().forEach(leases::start);
    }

    /** Opens the directory, which is made if it does not exist. */
    public static FileStore open(Path directory) {
        return open(directory, Options.DEFAULT);
    }

    /** @throws StoreException IN_USE, CORRUPT or UNAVAILABLE, with what to do about it */
    public static FileStore open(Path directory, Options options) {
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.acquire(directory);
            try {
                FileStore store = new FileStore(lock, new StoreFiles(directory), options);
                store.expiry.scheduleWithFixedDelay(
                        store::expireLeases, EXPIRY_LOOK_MILLIS, EXPIRY_LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return store;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "the topology store in " + directory + " cannot be opened: " + e,
                    e);
        }
    }

    @Override
    public Optional<StoredValue> read(String key) {
        requireOpen();
        return state.find(key);
    }

    @Override
    public Listing list(String prefix) {
        requireOpen();
        return state.list(prefix);
    }

    @Override
    public Watch watch(String prefix, long afterRevision, WatchListener listener) {
        synchronized (watches) {
            HistoryWatch watch = new HistoryWatch(history, prefix, afterRevision, listener);
            watches.add(watch);
            return () -> {
                watch.close();
                synchronized (watches) {
                    watches.remove(watch);
                }
            };
        }
    }

    @Override
    public WriteOutcome write(List<Change> changes) {
        requireDistinctKeys(changes);
        writing.lock();
        try {
            requireUsable();
            for (Change change : changes) {
                long actual = state.revisionOf(change.key());
                if (actual != change.expectedRevision()) {
                    return new WriteOutcome.Conflict(change.key(), change.expectedRevision(), actual);
                }
                if (change instanceof Change.Put put && put.lease() != NO_LEASE && !leases.isRunning(put.lease())) {
                    return new WriteOutcome.LeaseEnded(put.lease());
                }
            }
            return append(effect(changes));
        } finally {
            writing.unlock();
        }
    }

    @Override
    public long grantLease(Duration timeToLive) {
        long seconds = timeToLive.toSeconds();
        if (seconds < 1 || timeToLive.toNanosPart() != 0) {
            throw new IllegalArgumentException("a lease lives for whole seconds, at least one, not " + timeToLive);
        }
        writing.lock();
        try {
            requireUsable();
            return leases.grant(seconds);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        // A closed store would say yes from memory, while the lease in the file runs out.
        requireOpen();
        return leases.keepAlive(lease);
    }

    @Override
    public void revokeLease(long lease) {
        writing.lock();
        try {
            requireUsable();
            endLease(lease);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            expiry.shutdownNow();
            history.close();
            journal.close();
            directoryLock.close();
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "the topology store did not close: " + e, e);
        } finally {
            writing.unlock();
        }
    }

    private static void requireDistinctKeys(List<Change> changes) {
        Set<String> keys = new HashSet<>();
        for (Change change : changes) {
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("a write names the key " + change.key() + " twice");
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, "the topology store was closed");
        }
    }

    private void requireUsable() {
        requireOpen();
        if (broken != null) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "the topology store takes no writes since its disk failed; restart this process when the disk is well: "
                            + broken);
        }
    }

    private List<Changed> effect(List<Change> changes) {
        long revision = state.revision() + 1;
        List<Changed> effect = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof Change.Put put) {
                effect.add(new ChangeBatch.Set(new StoredValue(put.key(), put.value(), revision, put.lease())));
            } else if (change instanceof Change.Delete) {
                effect.add(new ChangeBatch.Gone(change.key()));
            }
        }
        effect.sort(Comparator.comparing(Changed::key));
        return effect;
    }

    /** Called with {@code writing} held. */
    private WriteOutcome append(List<Changed> effect) {
        if (effect.isEmpty()) {
            return new WriteOutcome.Applied(state.revision());
        }
        JournalRecord record = new JournalRecord(new ChangeBatch(state.revision() + 1, effect), leasesOf(effect));
        try {
            journal.append(RecordJson.write(record));
        } catch (Journal.NothingWritten e) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the topology store could not write: " + e.getMessage(), e);
        } catch (IOException e) {
            broken = String.valueOf(e.getMessage());
            log.error("the topology store's disk failed; it takes no more writes", e);
            return new WriteOutcome.Unknown("the disk failed while the write was made durable: " + e.getMessage());
        }
        state.apply(record.batch());
        history.add(record.batch());
        compactIfLong();
        return new WriteOutcome.Applied(record.revision());
    }

    private Map<Long, Long> leasesOf(List<Changed> effect) {
        Map<Long, Long> seconds = new TreeMap<>();
        for (Changed changed : effect) {
            if (changed instanceof ChangeBatch.Set set && set.stored().lease() != NO_LEASE) {
                seconds.put(set.stored().lease(), leases.seconds(set.stored().lease()));
            }
        }
        return seconds;
    }

    /** Called with {@code writing} held. The write that led here is already durable, so a failure only costs space. */
    private void compactIfLong() {
        if (journal.length() < options.compactAtBytes()) {
            return;
        }
        try {
            Listing all = state.list("");
            List<Changed> everything =
                    all.values().stream().<Changed>map(ChangeBatch.Set::new).toList();
            Journal next = files.replace(
                    all.revision(), RecordJson.writeSnapshot(all.revision(), all.values(), leasesOf(everything)));
            Journal previous = journal;
            journal = next;
            previous.close();
            files.deleteJournalsUpTo(all.revision());
        } catch (IOException e) {
            log.warn("the topology store's journal could not be replaced by a snapshot; it grows on", e);
        }
    }

    private void expireLeases() {
        for (long lease : leases.expired()) {
            writing.lock();
            try {
                if (!closed && broken == null && leases.isOver(lease)) {
                    log.info("lease expired lease={} keys={}", Long.toHexString(lease), state.keysOf(lease));
                    endLease(lease);
                }
            } catch (StoreException e) {
                log.warn("an expired lease's keys could not be deleted, trying again lease={}", lease, e);
            } finally {
                writing.unlock();
            }
        }
    }

    /** Called with {@code writing} held. The lease ends only once its keys are gone. */
    private void endLease(long lease) {
        List<Changed> gone =
                state.keysOf(lease).stream().<Changed>map(ChangeBatch.Gone::new).toList();
        if (append(gone) instanceof WriteOutcome.Applied) {
            leases.end(lease);
        }
    }
}
