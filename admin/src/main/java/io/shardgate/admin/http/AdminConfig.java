package io.shardgate.admin.http;

import io.shardgate.proxy.config.ConfigException;
import io.shardgate.proxy.config.Secret;
import io.shardgate.proxy.config.YamlFile;
import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.ServerAccess;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one admin process is set up; conf/admin.yaml says what each key means. Every value has been checked.
 *
 * <p>Keys that a file leaves out have the values of {@code admin-defaults.yaml}, which is beside this class.
 */
public record AdminConfig(Listen listen, Topology topology, Servers servers, Commands commands, Tracking tracking) {

    private static final String DEFAULTS = "admin-defaults.yaml";
    private static final int MAX_PORT = 65_535;

    /**
     * Reads a file such as conf/admin.yaml. Relative paths in it start at the file's own folder.
     *
     * @throws ConfigException that names file, line and key of what is wrong
     */
    public static AdminConfig read(Path file) {
        return YamlFile.read(file, AdminConfig.class, DEFAULTS);
    }

    /**
     * Where requests are accepted. Whoever can connect there can run every command.
     *
     * @param port 0 for any free one
     */
    public record Listen(String host, int port) {

        public Listen {
            notEmpty("host", host);
            if (port < 0 || port > MAX_PORT) {
                throw new ConfigException.BadValue("port", port + " is not between 0 and " + MAX_PORT);
            }
        }
    }

    /**
     * Where the topology is kept.
     *
     * @param directory of the embedded file store
     * @param defaultCell exists from the first start
     */
    public record Topology(Path directory, String defaultCell) {

        public Topology(@Nullable Path directory, String defaultCell) {
            if (directory == null) {
                throw new ConfigException.BadValue("directory", "must not be empty");
            }
            notEmpty("default_cell", defaultCell);
            this.directory = directory;
            this.defaultCell = defaultCell;
        }
    }

    /** The accounts by which the MySQL servers are entered; they are the same on every server. */
    public record Servers(Login app, Login dba, Login repl, ServerAccess.Tls tls) {

        public ServerAccess access() {
            return new ServerAccess(app.account(), dba.account(), repl.account(), tls);
        }
    }

    /** One account. */
    public record Login(String user, Secret password) {

        public Login {
            notEmpty("user", user);
        }

        Account account() {
            return new Account(user, password.value());
        }
    }

    /** @param acknowledgeTimeout how long a command waits until all proxies have seen what it changed */
    public record Commands(Duration acknowledgeTimeout) {

        public Commands {
            positive("acknowledge_timeout", acknowledgeTimeout);
        }
    }

    /**
     * How the servers are watched.
     *
     * @param schemaPoll between looks at the keyspaces' tables
     * @param healthPoll between looks at the tablets
     * @param heartbeat between heartbeats on the primaries, by which lag is measured
     */
    public record Tracking(Duration schemaPoll, Duration healthPoll, Duration heartbeat) {

        public Tracking {
            positive("schema_poll", schemaPoll);
            positive("health_poll", healthPoll);
            positive("heartbeat", heartbeat);
        }
    }

    private static void notEmpty(String key, String value) {
        if (value.isBlank()) {
            throw new ConfigException.BadValue(key, "must not be empty");
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new ConfigException.BadValue(key, "must be more than 0");
        }
    }
}
