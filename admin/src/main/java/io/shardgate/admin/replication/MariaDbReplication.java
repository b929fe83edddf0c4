package io.shardgate.admin.replication;

import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import java.util.List;

/** MariaDB 10.5 and later. */
final class MariaDbReplication extends ReplicationDialect {

    @Override
    public List<String> forgetEverything() {
        return List.of("STOP SLAVE", "RESET SLAVE ALL", "RESET MASTER", "SET GLOBAL gtid_slave_pos = ''");
    }

    @Override
    public List<String> replicateFrom(ReplicationSource source) {
        boolean encrypted = source.tls() != ServerAccess.Tls.DISABLED && source.tls() != ServerAccess.Tls.PREFERRED;
        // Since 11.4 a replica demands TLS where it is not told otherwise.
        String change = ("CHANGE MASTER TO MASTER_HOST=%s, MASTER_PORT=%d, MASTER_USER=%s, MASTER_PASSWORD=%s,"
                        + " MASTER_CONNECT_RETRY=1, MASTER_SSL=%d, MASTER_SSL_VERIFY_SERVER_CERT=%d,"
                        + " MASTER_USE_GTID=slave_pos")
                .formatted(
                        SqlNames.literal(source.host()),
                        source.port(),
                        SqlNames.literal(source.account().name()),
                        SqlNames.literal(source.account().password()),
                        encrypted ? 1 : 0,
                        source.tls() == ServerAccess.Tls.VERIFY_IDENTITY ? 1 : 0);
        return List.of(change, "START SLAVE");
    }

    @Override
    public List<String> becomeWritable() {
        return List.of("SET GLOBAL read_only = OFF");
    }

    @Override
    public List<String> becomeReadOnly() {
        return List.of("SET GLOBAL read_only = ON");
    }

    @Override
    public String position() {
        return "SELECT @@global.gtid_binlog_pos";
    }

    @Override
    public String waitFor(String position, long timeoutSeconds) {
        return "SELECT MASTER_GTID_WAIT(" + SqlNames.literal(position) + ", " + timeoutSeconds + ")";
    }

    @Override
    public String status() {
        return "SHOW SLAVE STATUS";
    }

    @Override
    public List<String> threadColumns() {
        return List.of("Slave_IO_Running", "Slave_SQL_Running");
    }
}
