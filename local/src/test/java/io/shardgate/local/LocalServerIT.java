package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What local servers can do beyond {@link DatabaseServerContract}, on each flavour that runs here. */
class LocalServerIT {

    @TempDir
    Path folder;

    private static List<ServerFlavor> flavors() {
        return LocalFlavors.all().toList();
    }

    private static Sql dba(DatabaseServer server) {
        return new Sql(server, server.accounts().dba());
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aStoppedServerStartsAgainWithItsRowsOnItsPort(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer server = servers.start("one", ServerOptions.defaults());
            dba(server).execute("create database d", "create table d.t (id int)", "insert into d.t values (7)");
            int port = server.port();
            long pid = server.pid();

            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(dba(server).column("select id from d.t")).containsExactly("7");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aKilledServerHasEveryCommitInItsTablesAndItsBinlog(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer server = servers.start("one", ServerOptions.defaults());
            dba(server).execute("create database d", "create table d.t (id int primary key)");
            for (int i = 0; i < 50; i++) {
                dba(server).execute("insert into d.t values (" + i + ")");
            }
            String position = server.version().family() == Family.MYSQL ? "@@gtid_executed" : "@@gtid_binlog_pos";
            String before = dba(server).one("select " + position);

            server.kill();
            assertThat(server.isAlive()).isFalse();
            server.start();

            assertThat(dba(server).one("select count(*) from d.t")).isEqualTo("50");
            assertThat(dba(server).one("select " + position)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aReplicaFollowsByGtid(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer primary = servers.start("primary", ServerOptions.defaults());
            LocalServer replica =
                    servers.start("replica", ServerOptions.defaults().readOnly());
            Account account = primary.accounts().replication();
            String gtid = primary.version().family() == Family.MYSQL
                    ? "MASTER_AUTO_POSITION=1, GET_MASTER_PUBLIC_KEY=1"
                    : "MASTER_USE_GTID=slave_pos, MASTER_SSL=0, MASTER_SSL_VERIFY_SERVER_CERT=0";
            dba(replica)
                    .execute(
                            "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + primary.port()
                                    + ", MASTER_USER='" + account.name() + "', MASTER_PASSWORD='" + account.password()
                                    + "', " + gtid,
                            "START SLAVE");

            dba(primary).execute("create database d", "create table d.t (id int)", "insert into d.t values (42)");

            String wait = primary.version().family() == Family.MYSQL
                    ? "select wait_for_executed_gtid_set('" + dba(primary).one("select @@gtid_executed") + "', 20)"
                    : "select master_gtid_wait('" + dba(primary).one("select @@gtid_binlog_pos") + "', 20)";
            assertThat(dba(replica).one(wait)).isEqualTo("0");
            assertThat(dba(replica).column("select id from d.t")).containsExactly("42");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void onlyTheLoopbackAddressIsServed(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer server = servers.start("one", ServerOptions.defaults());

            List<InetAddress> others = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.getHostAddress().equals("127.0.0.1"))
                    .toList();

            assertThat(others)
                    .allSatisfy(address -> assertThatThrownBy(() -> {
                                try (Socket socket = new Socket()) {
                                    socket.connect(new InetSocketAddress(address, server.port()), 1000);
                                }
                            })
                            .isInstanceOf(IOException.class));
            assertThat(server.socket()).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aServerThatDoesNotStartShowsTheEndOfItsLog(ServerFlavor flavor) {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            ServerOptions wrong = ServerOptions.defaults().withArgument("--no-such-option=1");

            assertThatThrownBy(() -> servers.start("wrong", wrong))
                    .isInstanceOf(LocalServerException.class)
                    .hasMessageContaining("Server wrong (" + servers.version() + ") did not start")
                    .hasMessageContaining("no-such-option");
            assertThat(servers.servers()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aPortThatIsTakenIsNamed(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor);
                ServerSocket taken = new ServerSocket()) {
            taken.bind(FreePorts.address(0));
            ServerRequest request =
                    ServerRequest.temporary("one", ServerOptions.defaults()).onPort(taken.getLocalPort());

            assertThatThrownBy(() -> servers.start(request))
                    .hasMessage("Server one cannot start: port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken by another process");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void keptDataOutlivesItsSetAndIsNotOpenedByAnotherVersion(ServerFlavor flavor) throws Exception {
        Path kept = folder.resolve("kept data of a server");
        ServerRequest request = ServerRequest.kept("one", kept, ServerOptions.defaults());
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            dba(servers.start(request)).execute("create database stays");
        }

        try (LocalServers servers = LocalFlavors.open(flavor)) {
            assertThat(dba(servers.start(request)).column("show databases like 'stays'"))
                    .containsExactly("stays");
        }
        Files.writeString(kept.resolve("version"), "MySQL 5.5.0");
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            assertThatThrownBy(() -> servers.start(request)).hasMessageContaining("is of MySQL 5.5.0 and not of");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aClosedServerLeavesNothing(ServerFlavor flavor) {
        LocalServers servers = LocalFlavors.open(flavor);
        LocalServer server = servers.start("one", ServerOptions.defaults());
        Optional<ProcessHandle> process = ProcessHandle.of(server.pid());

        servers.close();

        assertThat(process.map(ProcessHandle::isAlive)).contains(false);
        assertThat(server.dataDir()).doesNotExist();
        assertThat(server.socket().getParent()).doesNotExist();
        assertThatThrownBy(server::start).hasMessage("Server one was closed");
        assertThatThrownBy(() -> servers.start("two", ServerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aDozenServersAreReadyInHalfAMinute(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            List<ServerRequest> requests = IntStream.range(0, 12)
                    .mapToObj(i -> ServerRequest.temporary("server-" + i, ServerOptions.defaults()))
                    .toList();
            long begin = System.nanoTime();

            List<LocalServer> started = servers.startAll(requests);

            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(took).isLessThan(Duration.ofSeconds(30));
            assertThat(started).extracting(LocalServer::port).doesNotHaveDuplicates();
            assertThat(servers.server("server-7")).isSameAs(started.get(7));
            for (LocalServer server : started) {
                assertThat(dba(server).one("select @@port")).isEqualTo(String.valueOf(server.port()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void everyDurabilityAndTheWorkspaceStart(ServerFlavor flavor) throws Exception {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            ServerOptions options = ServerOptions.defaults();
            LocalServer safe = servers.start("safe", options.withDurability(Durability.SURVIVES_POWER_LOSS));
            LocalServer workspace =
                    servers.start("workspace", options.withoutBinlog().withDurability(Durability.SURVIVES_STOP));

            assertThat(dba(safe).one("select concat(@@innodb_flush_log_at_trx_commit, @@sync_binlog)"))
                    .isEqualTo("11");
            assertThat(dba(workspace).one("select @@log_bin")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void aNameIsUsedOnce(ServerFlavor flavor) {
        try (LocalServers servers = LocalFlavors.open(flavor)) {
            LocalServer first = servers.start("one", ServerOptions.defaults());

            assertThatThrownBy(() -> servers.start("one", ServerOptions.defaults()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one");
            first.close();
            assertThat(servers.start("one", ServerOptions.defaults()).isAlive()).isTrue();
        }
    }
}
