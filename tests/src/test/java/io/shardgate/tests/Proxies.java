package io.shardgate.tests;

import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.FlavorChoice;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** What the proxies of all tests have in common. */
final class Proxies {

    private static final String MYSQL_MODE = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
            + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";
    private static final String MARIADB_MODE =
            "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION";

    private Proxies() {}

    /** On any free port, for anyone, with the defaults of the flavour's servers for sessions. */
    static ProxyConfig config(FlavorChoice.Wish flavor, URI adminUrl) throws IOException {
        return config(flavor, adminUrl, Times.standard());
    }

    /**
     * What a test may want to be short or long.
     *
     * @param drain drain_timeout
     * @param query the query timeout; zero for none
     * @param gate how long a statement waits at a closed gate
     * @param lag how far a replica may be behind, even if all are
     */
    record Times(Duration drain, Duration query, Duration gate, Duration lag) {

        static Times standard() {
            return new Times(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), Duration.ofHours(1));
        }

        Times withLag(Duration time) {
            return new Times(drain, query, gate, time);
        }

        Times withDrain(Duration time) {
            return new Times(time, query, gate, lag);
        }

        Times withQuery(Duration time) {
            return new Times(drain, time, gate, lag);
        }

        Times withGate(Duration time) {
            return new Times(drain, query, time, lag);
        }
    }

    static ProxyConfig config(FlavorChoice.Wish flavor, URI adminUrl, Times times) throws IOException {
        return ProxyConfig.read(configFile(flavor, adminUrl, times));
    }

    /** A file for a process of its own. */
    static Path configFile(FlavorChoice.Wish flavor, URI adminUrl, Times times) throws IOException {
        boolean mariaDb = flavor == FlavorChoice.Wish.MARIADB;
        Account application = Accounts.standard().application();
        Path file = Files.createTempFile("shardgate-proxy", ".yaml");
        Files.writeString(file, """
                listen:
                  host: 127.0.0.1
                  port: 0
                  server_version: %s
                  drain_timeout: %dms
                query:
                  timeout: %dms
                buffering:
                  max_wait: %dms
                health:
                  poll: 200ms
                  max_replication_lag: %dms
                  max_replication_lag_of_all: %dms
                users:
                  anyone_without_password: true
                backend:
                  user: %s
                  password: %s
                session:
                  sql_mode: %s
                  collation: %s
                topology:
                  admin_url: %s
                  cell: %s
                """.formatted(
                        mariaDb ? "11.4.5-MariaDB-Shardgate" : "8.0.15-Shardgate",
                        times.drain().toMillis(),
                        times.query().toMillis(),
                        times.gate().toMillis(),
                        times.lag().toMillis(),
                        times.lag().toMillis(),
                        application.name(),
                        application.password(),
                        mariaDb ? MARIADB_MODE : MYSQL_MODE,
                        mariaDb ? "utf8mb4_general_ci" : "utf8mb4_0900_ai_ci",
                        adminUrl,
                        Cluster.CELL));
        return file;
    }

    static VindexRegistry vindexes() {
        return VindexRegistry.load(path -> {
            throw new IOException("no parameter files in tests");
        });
    }

    /** A connection with MySQL's driver. */
    static Connection connect(int port, String target, String... options) throws SQLException {
        return DriverManager.getConnection(url("mysql", port, target, options), "test", "");
    }

    /** A connection with MariaDB's driver. */
    static Connection connectMariaDb(int port, String target, String... options) throws SQLException {
        return DriverManager.getConnection(url("mariadb", port, target, options), "test", "");
    }

    private static String url(String scheme, int port, String target, String... options) {
        String more = options.length == 0 ? "" : "&" + String.join("&", options);
        String tls = scheme.equals("mysql") ? "sslMode=DISABLED&allowPublicKeyRetrieval=true" : "sslMode=disable";
        return "jdbc:" + scheme + "://127.0.0.1:" + port + "/" + target + "?" + tls + more;
    }
}
