package io.shardgate.admin.replication;

import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import java.util.List;

/** MySQL 8 and later, which changed the words: REPLICA in 8.0.22, SOURCE in 8.0.23, and RESET in 8.2. */
final class MySqlReplication extends ReplicationDialect {

    private final String replica;
    private final boolean saysSource;
    private final String reset;

    MySqlReplication(ServerProduct product) {
        this.replica = product.isAtLeast(8, 0, 22) ? "REPLICA" : "SLAVE";
        this.saysSource = product.isAtLeast(8, 0, 23);
        this.reset = product.isAtLeast(8, 2, 0) ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER";
    }

    @Override
    public List<String> forgetEverything() {
        return List.of("STOP " + replica, "RESET " + replica + " ALL", reset);
    }

    @Override
    public List<String> replicateFrom(ReplicationSource source) {
        String prefix = saysSource ? "SOURCE" : "MASTER";
        boolean encrypted = source.tls() != ServerAccess.Tls.DISABLED && source.tls() != ServerAccess.Tls.PREFERRED;
        String transport = encrypted
                ? "%1$s_SSL=1, %1$s_SSL_VERIFY_SERVER_CERT=%2$d"
                        .formatted(prefix, source.tls() == ServerAccess.Tls.VERIFY_IDENTITY ? 1 : 0)
                // Without TLS caching_sha2_password needs the source's key.
                : "GET_" + prefix + "_PUBLIC_KEY=1";
        String change = (saysSource ? "CHANGE REPLICATION SOURCE TO " : "CHANGE MASTER TO ")
                + "%1$s_HOST=%2$s, %1$s_PORT=%3$d, %1$s_USER=%4$s, %1$s_PASSWORD=%5$s, %1$s_CONNECT_RETRY=1, %6$s, %1$s_AUTO_POSITION=1"
                        .formatted(
                                prefix,
                                SqlNames.literal(source.host()),
                                source.port(),
                                SqlNames.literal(source.account().name()),
                                SqlNames.literal(source.account().password()),
                                transport);
        return List.of(change, "START " + replica);
    }

    @Override
    public List<String> becomeWritable() {
        // Turning read_only off turns super_read_only off too.
        return List.of("SET GLOBAL read_only = OFF");
    }

    @Override
    public List<String> becomeReadOnly() {
        return List.of("SET GLOBAL super_read_only = ON");
    }

    @Override
    public String position() {
        return "SELECT @@global.gtid_executed";
    }

    @Override
    public String waitFor(String position, long timeoutSeconds) {
        return "SELECT WAIT_FOR_EXECUTED_GTID_SET(" + SqlNames.literal(position) + ", " + timeoutSeconds + ")";
    }

    @Override
    public String status() {
        return "SHOW " + replica + " STATUS";
    }

    @Override
    public List<String> threadColumns() {
        return replica.equals("REPLICA")
                ? List.of("Replica_IO_Running", "Replica_SQL_Running")
                : List.of("Slave_IO_Running", "Slave_SQL_Running");
    }
}
