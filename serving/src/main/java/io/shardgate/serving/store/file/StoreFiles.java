package io.shardgate.serving.store.file;

import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a store: one snapshot, and journals named by the first revision that they may hold.
 *
 * <p>A snapshot is renamed into place before the journals that it covers are deleted, so at every moment snapshot and
 * journals together hold everything, and a record that is in both is skipped when reading.
 */
final class StoreFiles {

    private static final Logger log = LoggerFactory.getLogger(StoreFiles.class);
    private static final String SNAPSHOT = "snapshot";
    private static final String NEW_SNAPSHOT = "snapshot.new";
    private static final String JOURNAL_PREFIX = "journal-";

    private final Path directory;

    StoreFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * What a directory holds.
     *
     * @param snapshot all values at its revision, which is 0 in a store without a snapshot
     * @param writes the records after it, without gaps
     */
    record Recovered(JournalRecord snapshot, List<JournalRecord> writes) {}

    /** Everything that the directory holds; a record torn by a crash is cut off the last journal. */
    Recovered recover() throws IOException {
        Path snapshotFile = directory.resolve(SNAPSHOT);
        JournalRecord snapshot = Files.exists(snapshotFile)
                ? readSnapshot(snapshotFile)
                : new JournalRecord(new ChangeBatch(0, List.of()), Map.of());
        List<JournalRecord> records = new ArrayList<>();
        long revision = snapshot.revision();
        List<Path> journals = journals();
        for (int i = 0; i < journals.size(); i++) {
            // By its name, because a journal that was just begun has no records to tell.
            if (firstRevision(journals.get(i)) > revision + 1) {
                throw damaged(
                        journals.get(i), "it follows revision " + revision + ", so records between them are missing");
            }
            boolean last = isEmptyFrom(journals, i + 1);
            for (JournalRecord record : readJournal(journals.get(i), last)) {
                if (record.revision() <= revision) {
                    continue;
                }
                if (record.revision() != revision + 1) {
                    throw damaged(
                            journals.get(i),
                            "revision " + record.revision() + " follows revision " + revision
                                    + ", so records between them are missing");
                }
                revision = record.revision();
                records.add(record);
            }
        }
        return new Recovered(snapshot, records);
    }

    /** The journal to which the record after the given revision will be appended. */
    Journal openJournal(long revision) throws IOException {
        List<Path> journals = journals();
        Path path = journals.isEmpty() ? journal(revision + 1) : journals.get(journals.size() - 1);
        Journal journal = Journal.open(path);
        syncDirectory();
        return journal;
    }

    /** Makes the content durable as the snapshot, and returns a new journal that starts after it. */
    Journal replace(long revision, byte[] snapshot) throws IOException {
        Path fresh = directory.resolve(NEW_SNAPSHOT);
        try (OutputStream out = Files.newOutputStream(fresh)) {
            out.write(Frame.write(snapshot));
        }
        sync(fresh);
        Files.move(fresh, directory.resolve(SNAPSHOT), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
        Journal journal = Journal.open(journal(revision + 1));
        syncDirectory();
        return journal;
    }

    /** Deletes the journals that the snapshot at this revision has replaced. */
    void deleteJournalsUpTo(long revision) throws IOException {
        Path current = journal(revision + 1);
        for (Path path : journals()) {
            if (path.compareTo(current) < 0) {
                Files.delete(path);
            }
        }
    }

    private static JournalRecord readSnapshot(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        if (Frame.read(bytes, 0) instanceof Frame.Whole whole && whole.end() == bytes.length) {
            return RecordJson.readSnapshot(whole.payload());
        }
        throw damaged(path, "its content does not match its checksum");
    }

    private static List<JournalRecord> readJournal(Path path, boolean last) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        List<JournalRecord> records = new ArrayList<>();
        int offset = 0;
        while (offset < bytes.length) {
            Frame.Found found = Frame.read(bytes, offset);
            if (found instanceof Frame.Whole whole) {
                records.add(RecordJson.read(whole.payload()));
                offset = whole.end();
            } else if (found instanceof Frame.Torn && last) {
                log.warn(
                        "cut off a record that was not completely written when its process or machine stopped;"
                                + " it was never acknowledged file={} offset={} bytes={}",
                        path,
                        offset,
                        bytes.length - offset);
                truncate(path, offset);
                return records;
            } else {
                String why = found instanceof Frame.Damaged damaged ? damaged.why() : "it is cut short";
                throw damaged(path, "the record at byte " + offset + " is damaged: " + why);
            }
        }
        return records;
    }

    private static boolean isEmptyFrom(List<Path> journals, int from) throws IOException {
        for (Path path : journals.subList(from, journals.size())) {
            if (Files.size(path) > 0) {
                return false;
            }
        }
        return true;
    }

    private List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().startsWith(JOURNAL_PREFIX))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the store's directory " + directory + " is gone", e);
        }
    }

    private Path journal(long firstRevision) {
        // As many digits as a long has, so that the order of names is the order of revisions.
        return directory.resolve(String.format(Locale.ROOT, "%s%019d", JOURNAL_PREFIX, firstRevision));
    }

    private static long firstRevision(Path journal) {
        String digits = journal.getFileName().toString().substring(JOURNAL_PREFIX.length());
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT, journal + " is not a file of the topology store; move it away", e);
        }
    }

    private static void truncate(Path path, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes the directory's list of names durable. */
    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static StoreException damaged(Path path, String why) {
        return new StoreException(
                StoreException.Kind.CORRUPT,
                "the topology store is damaged, and is not opened so that nothing is lost silently: " + path + ": "
                        + why + ". Restore the directory from a copy");
    }
}
