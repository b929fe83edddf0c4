package io.shardgate.serving.store.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyPresence;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.RecordingListener;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WriteOutcome;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteStoreTest {

    @TempDir
    private Path directory;

    private FileStore file;
    private StoreHttpServer server;
    private RemoteStore remote;

    @BeforeEach
    void open() throws IOException {
        file = FileStore.open(directory);
        server = new StoreHttpServer(new StoreApi(file, ProxyRecord::isKeyOfProxies), 0);
        remote = new RemoteStore(server.uri());
    }

    @AfterEach
    void close() {
        remote.close();
        server.close();
        file.close();
    }

    @Test
    void aWatchResumesWithoutAGapAfterTheServerWasAway() throws IOException {
        long start = put("a", "1");
        RecordingListener listener = new RecordingListener();
        Watch watch = remote.watch("", start, listener);
        put("b", "2");
        await().untilAsserted(() -> assertThat(listener.story()).containsExactly("b=2"));

        int port = server.port();
        server.close();
        await().untilAsserted(() -> assertThat(listener.losses()).isNotEmpty());
        long missed = put("c", "3");
        put("d", "4");
        server = new StoreHttpServer(new StoreApi(file, key -> true), port);

        await().untilAsserted(() -> assertThat(listener.story()).containsExactly("b=2", "c=3", "d=4"));
        await().untilAsserted(() -> assertThat(listener.current()).isGreaterThan(missed));
        assertThat(listener.ends()).isEmpty();
        watch.close();
    }

    @Test
    void aWatchSurvivesARestartOfTheProcessThatHasTheStore() throws IOException {
        long start = put("a", "1");
        RecordingListener listener = new RecordingListener();
        Watch watch = remote.watch("", start, listener);
        await().untilAsserted(() -> assertThat(listener.current()).isEqualTo(start));

        int port = server.port();
        server.close();
        file.close();
        file = FileStore.open(directory);
        put("b", "2");
        server = new StoreHttpServer(new StoreApi(file, key -> true), port);

        await().untilAsserted(() -> assertThat(listener.story()).containsExactly("b=2"));
        watch.close();
    }

    @Test
    void aClientMayWriteOnlyWhatTheServerLetsItWrite() {
        assertThat(remote.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "{}"))))
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThatThrownBy(() -> remote.write(List.of(new Change.Put("keyspaces/x/Keyspace", Change.ABSENT, "{}"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("keyspaces/x/Keyspace is changed by commands")
                .extracting(thrown -> ((StoreException) thrown).kind())
                .isEqualTo(StoreException.Kind.REFUSED);
        assertThat(file.read("keyspaces/x/Keyspace")).isEmpty();
    }

    @Test
    void aServerThatIsAwayCertainlyWroteNothing() {
        server.close();

        assertThatThrownBy(() -> remote.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "{}"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be reached")
                .extracting(thrown -> ((StoreException) thrown).kind())
                .isEqualTo(StoreException.Kind.UNAVAILABLE);
    }

    @Test
    void aServerThatDiesBeforeItAnswersLeavesTheOutcomeUnknown() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RemoteStore client = new RemoteStore(URI.create("http://127.0.0.1:" + dying.getLocalPort()))) {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            Future<WriteOutcome> outcome =
                    executor.submit(() -> client.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "{}"))));
            try (Socket socket = dying.accept()) {
                assertThat(socket.getInputStream().read()).isEqualTo('P');
            }
            assertThat(outcome.get()).isInstanceOf(WriteOutcome.Unknown.class);
            executor.shutdownNow();
        }
    }

    @Test
    void whatIsNoStoreIsSaidToBeNone() throws IOException {
        var other = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<html>hello</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try (RemoteStore client = new RemoteStore(
                URI.create("http://127.0.0.1:" + other.getAddress().getPort()))) {
            assertThatThrownBy(() -> client.list("")).hasMessageContaining("is not a topology store");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void badRequestsAreAnsweredWithWhatIsWrong() {
        StoreApi api = new StoreApi(file, key -> true);

        assertThat(answer(api, "GET", "/list", "")).contains("needs the parameter prefix");
        assertThat(answer(api, "POST", "/write", "not json")).contains("cannot be read");
        assertThat(answer(api, "POST", "/write", "{\"changes\":[{\"key\":\"a//b\",\"expected\":0,\"do\":\"check\"}]}"))
                .contains("has an empty segment");
        assertThat(answer(api, "POST", "/write", "{\"changes\":[{\"key\":\"a\",\"expected\":0,\"do\":\"burn\"}]}"))
                .contains("put, delete or check, not burn");
        assertThat(answer(api, "DELETE", "/value", "")).contains("no request DELETE /value");
    }

    @Test
    void aCommandHearsWhenEveryLiveProxyRunsByItsChange() throws Exception {
        TopologyRepository repository = new TopologyRepository(file);
        LiveProxies proxies = new LiveProxies(file);
        SnapshotLoader loader =
                SnapshotLoader.start(remote, VindexRegistry.load(ParameterFiles.none()), Clock.systemUTC());
        ProxyPresence presence = ProxyPresence.announce(
                remote,
                "proxy1",
                "zone1",
                "127.0.0.1:15306",
                loader,
                () -> loader.current().version(),
                () -> Long.MAX_VALUE);
        try {
            await().untilAsserted(() -> assertThat(proxies.list()).hasSize(1));

            long revision = repository.update(change -> change.put(new Keyspace("customer")));

            assertThat(proxies.awaitAcknowledged(revision, Duration.ofSeconds(10)))
                    .isEmpty();
            assertThat(loader.current().hasKeyspace("customer")).isTrue();
            assertThat(proxies.awaitAcknowledged(revision + 1000, Duration.ofMillis(100)))
                    .extracting(ProxyRecord::id)
                    .containsExactly("proxy1");
        } finally {
            presence.close();
            loader.close();
        }
        await().untilAsserted(() -> assertThat(proxies.list()).isEmpty());
    }

    @Test
    void aProxyComesBackAfterTheStoreHasForgottenIt() throws Exception {
        SnapshotLoader loader =
                SnapshotLoader.start(remote, VindexRegistry.load(ParameterFiles.none()), Clock.systemUTC());
        ProxyPresence presence =
                ProxyPresence.announce(remote, "proxy1", "zone1", "here", loader, () -> 1, () -> Long.MAX_VALUE);
        try {
            LiveProxies proxies = new LiveProxies(file);
            await().untilAsserted(() -> assertThat(proxies.list()).hasSize(1));

            file.revokeLease(file.read("proxies/proxy1").orElseThrow().lease());

            assertThat(proxies.list()).isEmpty();
            await().untilAsserted(() -> assertThat(proxies.list()).hasSize(1));
        } finally {
            presence.close();
            loader.close();
        }
    }

    private static String answer(StoreApi api, String method, String path, String body) {
        StoreApi.Body answer = (StoreApi.Body) api.handle(new StoreApi.Request(method, path, java.util.Map.of(), body));
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        return answer.json();
    }

    private long put(String key, String value) {
        return file.write(List.of(new Change.Put(key, Change.ABSENT, value))).orThrow();
    }
}
