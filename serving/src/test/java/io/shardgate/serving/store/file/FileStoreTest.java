package io.shardgate.serving.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.RecordingListener;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {

    private static final FileStore.Options COMPACTS_OFTEN = new FileStore.Options(2_000, 20);

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() {
        Listing before;
        try (FileStore store = FileStore.open(directory)) {
            long revision = put(store, "a", Change.ABSENT, "1");
            put(store, "a", revision, "2");
            long gone = put(store, "b", Change.ABSENT, "1");
            store.write(List.of(new Change.Delete("b", gone))).orThrow();
            before = store.list("");
        }

        try (FileStore store = FileStore.open(directory)) {
            assertThat(store.list("")).isEqualTo(before);
            assertThat(put(store, "c", Change.ABSENT, "1")).isEqualTo(before.revision() + 1);
        }
    }

    @Test
    void aStoreThatCompactsManyTimesReadsTheSameAfterARestart() {
        Listing before;
        try (FileStore store = FileStore.open(directory, COMPACTS_OFTEN)) {
            long revision = Change.ABSENT;
            for (int i = 0; i < 300; i++) {
                revision = put(store, "counter", revision, "value " + i);
                put(store, "key/" + i, Change.ABSENT, "x");
            }
            before = store.list("");
        }

        try (FileStore store = FileStore.open(directory, COMPACTS_OFTEN)) {
            assertThat(store.list("")).isEqualTo(before);
            assertThat(files()).filteredOn(name -> name.startsWith("journal-")).hasSize(1);
            assertThat(files()).contains("snapshot");
        }
    }

    @Test
    void aWatchThatIsTooFarBehindIsToldToListAgain() {
        try (FileStore store = FileStore.open(directory, COMPACTS_OFTEN)) {
            for (int i = 0; i < 100; i++) {
                put(store, "key/" + i, Change.ABSENT, "x");
            }
            RecordingListener listener = new RecordingListener();

            Watch watch = store.watch("", 10, listener);

            await().untilAsserted(() -> assertThat(listener.ends())
                    .singleElement()
                    .satisfies(end -> assertThat(end.kind()).isEqualTo(StoreException.Kind.COMPACTED)));
            watch.close();
        }
    }

    @Test
    void aWatchCanResumeOverARestart() {
        long seen;
        try (FileStore store = FileStore.open(directory)) {
            seen = put(store, "a", Change.ABSENT, "1");
            put(store, "b", Change.ABSENT, "2");
        }

        try (FileStore store = FileStore.open(directory)) {
            RecordingListener listener = new RecordingListener();
            Watch watch = store.watch("", seen, listener);
            put(store, "c", Change.ABSENT, "3");
            await().untilAsserted(() -> assertThat(listener.story()).containsExactly("b=2", "c=3"));
            watch.close();
        }
    }

    @Test
    void closingTheStoreEndsItsWatches() {
        FileStore store = FileStore.open(directory);
        RecordingListener listener = new RecordingListener();
        store.watch("", 0, listener);

        store.close();

        await().untilAsserted(() -> assertThat(listener.ends())
                .singleElement()
                .satisfies(end -> assertThat(end.kind()).isEqualTo(StoreException.Kind.CLOSED)));
        assertThatThrownBy(() -> put(store, "a", Change.ABSENT, "1")).hasMessageContaining("was closed");
        assertThatThrownBy(() -> store.list("")).hasMessageContaining("was closed");
        assertThatThrownBy(() -> store.keepLeaseAlive(1)).hasMessageContaining("was closed");
    }

    @Test
    void aLeaseOutlivesARestartByItsTimeAndThenEnds() {
        long lease;
        try (FileStore store = FileStore.open(directory)) {
            lease = store.grantLease(Duration.ofSeconds(1));
            store.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "1", lease)))
                    .orThrow();
        }

        try (FileStore store = FileStore.open(directory)) {
            assertThat(store.keepLeaseAlive(lease)).isTrue();
            assertThat(store.read("proxies/a")).isPresent();
            await().untilAsserted(() -> assertThat(store.read("proxies/a")).isEmpty());
        }
    }

    @Test
    void aSecondOpenerIsToldWhichProcessHasTheStore() {
        try (FileStore store = FileStore.open(directory)) {
            assertThatThrownBy(() -> FileStore.open(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            "is open in the process " + ProcessHandle.current().pid())
                    .extracting(thrown -> ((StoreException) thrown).kind())
                    .isEqualTo(StoreException.Kind.IN_USE);
            assertThat(store.list("").values()).isEmpty();
        }
    }

    @Test
    void aJournalCutAtAnyByteOpensWithTheWritesThatWereWhole() throws IOException {
        Path journal = journalOfThreeWrites();
        byte[] whole = Files.readAllBytes(journal);
        int[] ends = frameEnds(whole);

        for (int length = 0; length <= whole.length; length++) {
            Files.write(journal, Arrays.copyOf(whole, length));
            int cut = length;
            long expected = Arrays.stream(ends).filter(end -> end <= cut).count();
            try (FileStore store = FileStore.open(directory)) {
                assertThat(store.list("").revision()).as("cut at %s", cut).isEqualTo(expected);
                put(store, "next", Change.ABSENT, "after the cut");
            }
            try (FileStore store = FileStore.open(directory)) {
                assertThat(store.read("next")).isPresent();
            }
        }
    }

    @Test
    void aByteChangedAnywhereIsRefusedAndNeverTakenForATornEnd() throws IOException {
        Path journal = journalOfThreeWrites();
        byte[] whole = Files.readAllBytes(journal);

        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x20;
            Files.write(journal, damaged);
            assertThatThrownBy(() -> FileStore.open(directory).close())
                    .as("byte %s changed", at)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the topology store is damaged")
                    .hasMessageContaining("journal-");
            assertThat(journal).hasBinaryContent(damaged);
        }
    }

    @Test
    void aTailOfZerosAfterAPowerCutIsCutOff() throws IOException {
        Path journal = journalOfThreeWrites();
        Files.write(journal, new byte[2048], StandardOpenOption.APPEND);

        try (FileStore store = FileStore.open(directory)) {
            assertThat(store.list("").revision()).isEqualTo(3);
        }
    }

    @Test
    void aDamagedSnapshotIsRefused() throws IOException {
        try (FileStore store = FileStore.open(directory, COMPACTS_OFTEN)) {
            for (int i = 0; i < 100; i++) {
                put(store, "key/" + i, Change.ABSENT, "x");
            }
        }
        Path snapshot = directory.resolve("snapshot");
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);

        assertThatThrownBy(() -> FileStore.open(directory)).hasMessageContaining("snapshot");
    }

    @Test
    void aMissingJournalIsNoticed() throws IOException {
        try (FileStore store = FileStore.open(directory, COMPACTS_OFTEN)) {
            for (int i = 0; i < 100; i++) {
                put(store, "key/" + i, Change.ABSENT, "x");
            }
        }
        Files.delete(directory.resolve("snapshot"));

        assertThatThrownBy(() -> FileStore.open(directory)).hasMessageContaining("records between them are missing");
    }

    private Path journalOfThreeWrites() {
        try (FileStore store = FileStore.open(directory)) {
            put(store, "a", Change.ABSENT, "1");
            put(store, "b", Change.ABSENT, "2");
            put(store, "c", Change.ABSENT, "3");
        }
        return directory.resolve(files().stream()
                .filter(name -> name.startsWith("journal-"))
                .findFirst()
                .orElseThrow());
    }

    private static int[] frameEnds(byte[] journal) {
        int first = ((Frame.Whole) Frame.read(journal, 0)).end();
        int second = ((Frame.Whole) Frame.read(journal, first)).end();
        return new int[] {first, second, ((Frame.Whole) Frame.read(journal, second)).end()};
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long put(FileStore store, String key, long expected, String value) {
        return store.write(List.of(new Change.Put(key, expected, value))).orThrow();
    }
}
