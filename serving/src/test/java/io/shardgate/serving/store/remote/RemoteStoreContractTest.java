package io.shardgate.serving.store.remote;

import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.TopologyStoreContract;
import io.shardgate.serving.store.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract, over HTTP. */
class RemoteStoreContractTest extends TopologyStoreContract {

    @TempDir
    private Path directory;

    private FileStore file;
    private StoreHttpServer server;

    @Override
    protected TopologyStore createStore() throws IOException {
        file = FileStore.open(directory);
        server = new StoreHttpServer(new StoreApi(file, key -> true), 0);
        return new RemoteStore(server.uri());
    }

    @AfterEach
    void stop() {
        server.close();
        file.close();
    }
}
