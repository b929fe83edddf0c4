package io.shardgate.serving.store.file;

import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.TopologyStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest extends TopologyStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected TopologyStore createStore() {
        return FileStore.open(directory);
    }
}
