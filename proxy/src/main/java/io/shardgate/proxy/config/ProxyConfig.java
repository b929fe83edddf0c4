package io.shardgate.proxy.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one proxy process is set up; conf/proxy.yaml says what each key means. Every value has been checked.
 *
 * <p>Keys that a file leaves out have the values of {@code proxy-defaults.yaml}, which is beside this class.
 */
public record ProxyConfig(
        Listen listen,
        Http http,
        Tls tls,
        Users users,
        Backend backend,
        Pool pool,
        Query query,
        Buffering buffering,
        Health health,
        Session session,
        Topology topology) {

    private static final String DEFAULTS = "proxy-defaults.yaml";

    public ProxyConfig {
        if (users.anyoneWithoutPassword() && !listen.isLoopback()) {
            throw new ConfigException.BadValue(
                    "users.anyone_without_password",
                    "is only possible while listen.host is a loopback address such as 127.0.0.1, not '" + listen.host()
                            + "'; name a users file instead");
        }
    }

    /**
     * Reads a file such as conf/proxy.yaml. Relative paths in it start at the file's own folder.
     *
     * @throws ConfigException that names file, line and key of what is wrong
     */
    public static ProxyConfig read(Path file) {
        return YamlFile.read(file, ProxyConfig.class, DEFAULTS);
    }

    /**
     * Where and how clients are accepted.
     *
     * @param port 0 for any free one
     * @param eventLoopThreads 0 for one per processor
     * @param handshakeTimeout from accepting a connection until its user is known
     * @param drainTimeout how long running statements and transactions may go on after SIGTERM
     */
    public record Listen(
            String host,
            int port,
            String serverVersion,
            int eventLoopThreads,
            int maxConnections,
            Duration handshakeTimeout,
            Duration drainTimeout) {

        public Listen {
            Check.notEmpty("host", host);
            Check.range("port", port, 0, 65_535);
            Check.range("event_loop_threads", eventLoopThreads, 0, 1024);
            Check.range("max_connections", maxConnections, 1, 1_000_000);
            Check.range("handshake_timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
            Check.range("drain_timeout", drainTimeout, Duration.ZERO, Duration.ofHours(1));
            // Drivers parse it, and a handshake ends it with a NUL.
            if (!serverVersion.matches("[0-9]+\\.[0-9]+\\.[0-9]+[ -~]*")) {
                throw new ConfigException.BadValue(
                        "server_version", "must start with three numbers, as in 8.0.40-Shardgate");
            }
        }

        /** Whether only this machine can connect. Asks no name service. */
        public boolean isLoopback() {
            return host.equals("localhost")
                    || host.equals("::1")
                    || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
        }
    }

    /**
     * A port by which the process is watched, with /health, /ready and /metrics.
     *
     * @param port 0 for any free one
     */
    public record Http(boolean enabled, String host, int port) {

        public Http {
            Check.notEmpty("host", host);
            Check.range("port", port, 0, 65_535);
        }
    }

    /**
     * TLS of clients' connections; none without a certificate.
     *
     * @param certificate PEM, with the chain
     * @param key PEM, PKCS#8, not encrypted
     * @param required refuse clients that do not use it
     */
    public record Tls(@Nullable Path certificate, @Nullable Path key, boolean required) {

        public Tls {
            if ((certificate == null) != (key == null)) {
                throw new ConfigException.BadValue(
                        certificate == null ? "certificate" : "key", "certificate and key need each other");
            }
            if (required && certificate == null) {
                throw new ConfigException.BadValue("required", "needs a certificate and a key");
            }
        }
    }

    /** Who may log in: the users of a file, or, for the demo, everyone with an empty password. */
    public record Users(@Nullable Path file, boolean anyoneWithoutPassword) {

        public Users {
            if (anyoneWithoutPassword && file != null) {
                throw new ConfigException.BadValue(
                        "anyone_without_password", "cannot be true beside users.file; leave one of them out");
            }
            if (!anyoneWithoutPassword && file == null) {
                throw new ConfigException.BadValue("file", "needs the path of a users file, such as users.yaml");
            }
        }
    }

    /**
     * The account that the proxy uses on the MySQL servers, the same on all of them.
     *
     * @param tls whether to encrypt the connections
     * @param tlsCa PEM certificates to check the servers' against; null to encrypt without checking
     */
    public record Backend(
            String user,
            Secret password,
            boolean tls,
            @Nullable Path tlsCa,
            Duration connectTimeout) {

        public Backend {
            Check.notEmpty("user", user);
            Check.range("connect_timeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(5));
            if (tlsCa != null && !tls) {
                throw new ConfigException.BadValue("tls_ca", "does nothing without tls: true");
            }
        }
    }

    /**
     * Connections to one tablet, over all event loops of this process.
     *
     * @param acquireTimeout how long a statement waits for a free connection
     * @param maxStatements prepared statements that one connection keeps
     */
    public record Pool(
            int maxConnections,
            Duration idleTimeout,
            Duration maxLifetime,
            Duration acquireTimeout,
            int maxStatements) {

        public Pool {
            Check.range("max_connections", maxConnections, 1, 100_000);
            Check.range("idle_timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofDays(1));
            Check.range("max_lifetime", maxLifetime, Duration.ofSeconds(1), Duration.ofDays(7));
            Check.range("acquire_timeout", acquireTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
            Check.range("max_statements", maxStatements, 0, 100_000);
        }
    }

    /**
     * Bounds of one statement.
     *
     * @param timeout zero for none
     * @param maxPacket the largest packet that a client may send
     * @param planCache plans that are kept
     * @param maxRowsInMemory rows that a statement may make the proxy hold at once
     * @param maxBytesInMemory bytes that a statement may make the proxy hold at once
     */
    public record Query(
            Duration timeout, ByteSize maxPacket, int planCache, long maxRowsInMemory, ByteSize maxBytesInMemory) {

        private static final long MIB = 1L << 20;

        public Query {
            Check.range("timeout", timeout, Duration.ZERO, Duration.ofDays(7));
            Check.range("max_packet", maxPacket, 64 << 10, 1024 * MIB);
            Check.range("plan_cache", planCache, 0, 10_000_000);
            Check.range("max_rows_in_memory", maxRowsInMemory, 1, 1_000_000_000);
            Check.range("max_bytes_in_memory", maxBytesInMemory, MIB, 1024 * 1024 * MIB);
        }
    }

    /**
     * Statements that wait while the servers of their shards are being changed.
     *
     * @param maxWait after which a statement gets an error
     * @param maxStatements statements that wait at once
     * @param maxBytes bytes of the texts of all statements that wait
     */
    public record Buffering(Duration maxWait, int maxStatements, ByteSize maxBytes) {

        private static final long MIB = 1L << 20;

        public Buffering {
            Check.range("max_wait", maxWait, Duration.ZERO, Duration.ofHours(1));
            Check.range("max_statements", maxStatements, 0, 10_000_000);
            Check.range("max_bytes", maxBytes, MIB, 1024 * 1024 * MIB);
        }
    }

    /**
     * Which tablets take reads of replicas.
     *
     * @param poll between looks at a tablet
     * @param maxReplicationLag beyond which a tablet is left out while another is not
     * @param maxReplicationLagOfAll beyond which a tablet is left out though all others are too
     */
    public record Health(Duration poll, Duration maxReplicationLag, Duration maxReplicationLagOfAll) {

        public Health {
            Check.range("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(10));
            Check.range("max_replication_lag", maxReplicationLag, Duration.ofMillis(1), Duration.ofDays(365));
            Check.range("max_replication_lag_of_all", maxReplicationLagOfAll, maxReplicationLag, Duration.ofDays(365));
        }
    }

    /** What a new session starts with. It is set on the servers as well, so that all shards agree. */
    public record Session(
            String sqlMode, String timeZone, String collation, Isolation isolation, TransactionMode transactionMode) {

        public Session {
            if (!sqlMode.matches("[A-Z_,]*")) {
                throw new ConfigException.BadValue(
                        "sql_mode", "must be mode names in capitals with commas between, not '" + sqlMode + "'");
            }
            if (!timeZone.matches("SYSTEM|[+-][0-9]{1,2}:[0-9]{2}|[A-Za-z0-9_+/-]+")) {
                throw new ConfigException.BadValue("time_zone", "'" + timeZone + "' is no time zone, as +00:00 is one");
            }
            Optional<Collation> known = Collations.find(collation);
            if (known.isEmpty()
                    || known.get().id() > 0xFF
                    || !known.get().characterSet().isForClients()) {
                throw new ConfigException.BadValue(
                        "collation",
                        "'" + collation + "' is no collation that a connection can start with, as utf8mb4_0900_ai_ci"
                                + " and utf8mb4_general_ci are");
            }
        }
    }

    /** Transaction isolation, written as MySQL's variable transaction_isolation has it. */
    public enum Isolation {
        @JsonProperty("read-uncommitted")
        READ_UNCOMMITTED,
        @JsonProperty("read-committed")
        READ_COMMITTED,
        @JsonProperty("repeatable-read")
        REPEATABLE_READ,
        @JsonProperty("serializable")
        SERIALIZABLE;

        /** As the servers write it. */
        public String sqlName() {
            return name().replace('_', '-');
        }
    }

    /** How many shards one transaction may change. */
    public enum TransactionMode {
        @JsonProperty("single")
        SINGLE,
        @JsonProperty("multi")
        MULTI
    }

    /** Where the picture of keyspaces, shards and tablets comes from, and where this proxy stands in it. */
    public record Topology(URI adminUrl, String cell) {

        public Topology {
            boolean http = "http".equals(adminUrl.getScheme()) || "https".equals(adminUrl.getScheme());
            if (!http || adminUrl.getHost() == null) {
                throw new ConfigException.BadValue(
                        "admin_url", "'" + adminUrl + "' is not an address as http://127.0.0.1:15000 is one");
            }
            if (!cell.matches("[A-Za-z0-9_-]+")) {
                throw new ConfigException.BadValue("cell", "must be letters, digits, - and _, not '" + cell + "'");
            }
        }
    }
}
