package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/** MySQL 8.4 in containers, for machines that have Docker. */
public final class DockerServers implements ServerSource {

    private static final Logger log = LoggerFactory.getLogger(DockerServers.class);

    private static final String IMAGE = "mysql:8.4";

    /** Only what decides about the account statements; the server's exact version is asked of it. */
    private static final ServerVersion ASSUMED = new ServerVersion(Family.MYSQL, 8, 4, 0);

    private static final String ROOT_PASSWORD = "root_of_a_test";

    /** Guarded by this object's lock. */
    private final Map<String, DockerServer> servers = new LinkedHashMap<>();

    /** A source of containers, or an aborted test where Testcontainers says that there is no Docker. */
    public static DockerServers open() {
        boolean available = DockerClientFactory.instance().isDockerAvailable();
        String leftOut = IMAGE + " is left out, because Testcontainers finds no Docker engine that answers";
        if (!available) {
            // Surefire writes the message of an aborted test to its report only.
            log.warn(leftOut);
        }
        Assumptions.assumeTrue(available, leftOut);
        return new DockerServers();
    }

    @Override
    @SuppressWarnings("resource") // The container is closed by the DockerServer that gets it.
    public synchronized DatabaseServer start(String name, ServerOptions options) {
        CommandLines commands = new MySqlCommandLines(new Installation(Path.of("mysqld"), null), ASSUMED, false);
        int serverId = servers.size() + 1;
        List<String> arguments = commands.arguments(3306, serverId, options);
        List<String> script = commands.accountStatements(Accounts.standard());
        MySQLContainer container = new MySQLContainer(DockerImageName.parse(IMAGE))
                .withUsername("root")
                .withPassword(ROOT_PASSWORD)
                .withCopyToContainer(
                        Transferable.of(String.join("\n", script) + "\n"), "/docker-entrypoint-initdb.d/accounts.sql")
                .withCommand(arguments.toArray(String[]::new));
        container.start();
        DockerServer server = new DockerServer(name, container, version(container));
        servers.put(name, server);
        if (options.binlog() == ServerOptions.Binlog.ROW_BASED) {
            forgetHistory(server);
        }
        return server;
    }

    /** The image's own first steps and our accounts are in the binlog, which our local servers begin empty. */
    private static void forgetHistory(DockerServer server) {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("RESET BINARY LOGS AND GTIDS");
        } catch (SQLException e) {
            throw new LocalServerException("Cannot reset the binlog of the container: " + e, e);
        }
    }

    private static ServerVersion version(MySQLContainer container) {
        try {
            String banner = container.execInContainer("mysqld", "--version").getStdout();
            return ServerVersion.read(banner).orElseThrow();
        } catch (IOException e) {
            throw new LocalServerException("Cannot ask the container for its version: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalServerException("Interrupted while asking the container for its version", e);
        }
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(DockerServer::close);
    }

    private record DockerServer(String name, MySQLContainer container, ServerVersion version)
            implements DatabaseServer {

        @Override
        public String host() {
            return container.getHost();
        }

        @Override
        public int port() {
            return container.getMappedPort(3306);
        }

        @Override
        public Accounts accounts() {
            return Accounts.standard();
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
