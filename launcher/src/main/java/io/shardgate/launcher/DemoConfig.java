package io.shardgate.launcher;

import io.shardgate.admin.http.AdminConfig;
import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.Family;
import io.shardgate.local.FlavorChoice;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.proxy.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The sample configurations with the demo's ports and the accounts of its servers. */
final class DemoConfig {

    /** What MariaDB 11.4 has by default; MySQL's default names modes that it does not know. */
    private static final String MARIADB_SQL_MODE =
            "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION";

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private DemoConfig() {}

    static AdminConfig admin(AdminConfig sample, Path data, int port) {
        Accounts accounts = Accounts.standard();
        return new AdminConfig(
                new AdminConfig.Listen("127.0.0.1", port),
                new AdminConfig.Topology(data, "zone1"),
                new AdminConfig.Servers(
                        login(accounts.application()),
                        login(accounts.dba()),
                        login(accounts.replication()),
                        sample.servers().tls()),
                sample.commands(),
                sample.tracking());
    }

    private static AdminConfig.Login login(Account account) {
        return new AdminConfig.Login(account.name(), new Secret(account.password()));
    }

    static ProxyConfig proxy(ProxyConfig sample, FlavorChoice choice, int port, int adminPort) {
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
                sample.http(),
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
                sample.buffering(),
                sample.health(),
                new ProxyConfig.Session(
                        mariaDb ? MARIADB_SQL_MODE : session.sqlMode(),
                        session.timeZone(),
                        mariaDb ? "utf8mb4_general_ci" : session.collation(),
                        session.isolation(),
                        session.transactionMode()),
                new ProxyConfig.Topology(URI.create("http://127.0.0.1:" + adminPort), "zone1"));
    }
}
