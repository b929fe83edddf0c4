package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

    @TempDir
    Path folder;

    @Test
    void theFolderIsSoughtInTheOrderOfTheVariables() {
        assertThat(CacheFolder.locate(Map.of("SHARDGATE_HOME", "/a", "XDG_CACHE_HOME", "/b", "HOME", "/c"), "/d"))
                .isEqualTo(Path.of("/a"));
        assertThat(CacheFolder.locate(Map.of("XDG_CACHE_HOME", "/b", "HOME", "/c"), "/d"))
                .isEqualTo(Path.of("/b/shardgate"));
        assertThat(CacheFolder.locate(Map.of("XDG_CACHE_HOME", "relative", "HOME", "/c"), "/d"))
                .isEqualTo(Path.of("/c/.cache/shardgate"));
        assertThat(CacheFolder.locate(Map.of(), "/d")).isEqualTo(Path.of("/d/.cache/shardgate"));
    }

    @Test
    void withoutAHomeTheErrorNamesTheVariableToSet() {
        assertThatThrownBy(() -> CacheFolder.locate(Map.of(), "?"))
                .isInstanceOf(LocalServerException.class)
                .hasMessageContaining("SHARDGATE_HOME");
    }

    @Test
    void aFolderThatCannotBeMadeIsAnErrorThatNamesItAndTheVariable() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> CacheFolder.at(file.resolve("cache")))
                .isInstanceOf(LocalServerException.class)
                .hasMessageContaining(file.resolve("cache").toString())
                .hasMessageContaining("SHARDGATE_HOME");
    }

    @Test
    void onlyThisUserCanLookInside() throws IOException {
        Path made = CacheFolder.at(folder.resolve("new/cache")).path();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void anEntryThatManyWantAtOnceIsFilledOnce() {
        CacheFolder cache = CacheFolder.at(folder);
        AtomicInteger fills = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(8);

        List<Path> entries = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> cache.entry("kind", "name", entry -> {
                            fills.incrementAndGet();
                            Files.writeString(entry.resolve("file"), "content");
                        }),
                        executor))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        executor.shutdown();

        assertThat(fills).hasValue(1);
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.resolve("file")).hasContent("content"));
    }

    @Test
    void aFailureLeavesNothingAndTheNextCallTriesAgain() {
        CacheFolder cache = CacheFolder.at(folder);

        assertThatThrownBy(() -> cache.entry("kind", "name", entry -> {
                    Files.writeString(entry.resolve("half"), "");
                    throw new IOException("disk full");
                }))
                .hasMessageContaining("disk full");
        Path entry = cache.entry("kind", "name", path -> Files.writeString(path.resolve("whole"), ""));

        assertThat(entry.resolve("whole")).exists();
        assertThat(entry.resolve("half")).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsNotUsed() throws IOException {
        CacheFolder cache = CacheFolder.at(folder);
        Path remains = Files.createDirectories(folder.resolve("kind/.name.unfinished"));
        Files.writeString(remains.resolve("half"), "");

        Path entry = cache.entry("kind", "name", path -> Files.writeString(path.resolve("whole"), ""));

        assertThat(entry.resolve("whole")).exists();
        assertThat(entry.resolve("half")).doesNotExist();
        assertThat(remains).doesNotExist();
    }

    @Test
    void aCopyKeepsPermissionsAndADeletedFolderIsGone() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/inner"));
        Path key = Files.writeString(from.resolve("key"), "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        CacheFolder.copy(folder.resolve("from"), folder.resolve("to"));
        CacheFolder.delete(folder.resolve("from"));
        CacheFolder.delete(folder.resolve("never there"));

        Path copied = folder.resolve("to/inner/key");
        assertThat(copied).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copied)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("from")).doesNotExist();
    }
}
