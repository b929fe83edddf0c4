package io.shardgate.tests;

import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** An admin process that can be killed, and started again on the same port with the same store. For one thread. */
final class AdminProcess implements AutoCloseable {

    private final ShardgateProcess process;
    private final int port;

    private AdminProcess(ShardgateProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static AdminProcess start(Path folder) throws IOException, InterruptedException {
        int port = ShardgateProcess.freePort();
        Path config = folder.resolve("admin.yaml");
        Accounts accounts = Accounts.standard();
        Files.writeString(config, """
                listen:
                  port: %d
                topology:
                  directory: topology
                  default_cell: %s
                servers:
                  app: %s
                  dba: %s
                  repl: %s
                """.formatted(
                        port,
                        Cluster.CELL,
                        login(accounts.application()),
                        login(accounts.dba()),
                        login(accounts.replication())));
        return new AdminProcess(ShardgateProcess.start("admin", config), port);
    }

    private static String login(Account account) {
        return "{user: " + account.name() + ", password: " + account.password() + "}";
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Ends it as kill -9 does. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Ends it as kill -9 does, and starts the next one. */
    void killAndRestart() throws IOException, InterruptedException {
        kill();
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }
}
