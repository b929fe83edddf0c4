package io.shardgate.launcher;

import io.shardgate.local.Accounts;
import io.shardgate.local.Family;
import io.shardgate.local.FlavorChoice;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.proxy.config.Secret;
import java.net.URI;
import java.time.Duration;

/** The demo's proxy: the sample configuration with this machine's ports and the account of the demo's servers. */
final class DemoProxyConfig {

    /** What MariaDB 11.4 has by default; MySQL's default names modes that it does not know. */
    private static final String MARIADB_SQL_MODE =
            "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION";

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private DemoProxyConfig() {}

    static ProxyConfig of(ProxyConfig sample, FlavorChoice choice, int port, int adminPort) {
        ProxyConfig.Listen listen = sample.listen();
        ProxyConfig.Session session = sample.session();
        boolean mariaDb = choice.version().family() == Family.MARIADB;
        var application = Accounts.standard().application();
        return new ProxyConfig(
                new ProxyConfig.Listen(
                        "127.0.0.1",
                        port,
                        mariaDb ? "11.4.5-MariaDB-Shardgate" : "8.0.15-Shardgate",
                        listen.eventLoopThreads(),
                        listen.maxConnections(),
                        listen.handshakeTimeout(),
                        DRAIN),
                sample.tls(),
                new ProxyConfig.Users(null, true),
                new ProxyConfig.Backend(
                        application.name(),
                        new Secret(application.password()),
                        false,
                        null,
                        sample.backend().connectTimeout()),
                sample.pool(),
                sample.query(),
                new ProxyConfig.Session(
                        mariaDb ? MARIADB_SQL_MODE : session.sqlMode(),
                        session.timeZone(),
                        mariaDb ? "utf8mb4_general_ci" : session.collation(),
                        session.isolation(),
                        session.transactionMode()),
                new ProxyConfig.Topology(URI.create("http://127.0.0.1:" + adminPort), "zone1"));
    }
}
