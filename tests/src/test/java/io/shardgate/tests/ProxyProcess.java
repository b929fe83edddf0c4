package io.shardgate.tests;

import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proxy in a process of its own, which can be killed and started again at the same port. */
final class ProxyProcess implements AutoCloseable {

    private final ShardgateProcess process;
    private final int port;

    private ProxyProcess(ShardgateProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static ProxyProcess start(FlavorChoice.Wish flavor, Path folder, URI admin)
            throws IOException, InterruptedException {
        int port = ShardgateProcess.freePort();
        Path config = folder.resolve("proxy.yaml");
        String written = Files.readString(Proxies.configFile(flavor, admin, Proxies.Times.standard()));
        Files.writeString(config, written.replace("port: 0", "port: " + port));
        return new ProxyProcess(ShardgateProcess.start("proxy", config), port);
    }

    int port() {
        return port;
    }

    /** Ends it as kill -9 does. */
    void kill() throws InterruptedException {
        process.kill();
    }

    void restart() throws IOException, InterruptedException {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }
}
