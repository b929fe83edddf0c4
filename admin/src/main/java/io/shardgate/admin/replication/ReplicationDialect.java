package io.shardgate.admin.replication;

import java.util.List;

/**
 * The SQL of replication by GTID as one product and version has it. Lists are to be run in order, in a session with
 * {@link io.shardgate.serving.jdbc.SqlNames#LITERAL_MODE}.
 */
public abstract sealed class ReplicationDialect permits MySqlReplication, MariaDbReplication {

    ReplicationDialect() {}

    public static ReplicationDialect of(ServerProduct product) {
        return switch (product.family()) {
            case MYSQL -> new MySqlReplication(product);
            case MARIADB -> new MariaDbReplication();
        };
    }

    /** Makes a server forget its source, all its binary logs and all GTIDs that it has executed. */
    public abstract List<String> forgetEverything();

    /** Points a server that has forgotten everything at a source, and starts to replicate. */
    public abstract List<String> replicateFrom(ReplicationSource source);

    /** Lets ordinary accounts write. */
    public abstract List<String> becomeWritable();

    /** Keeps all accounts from writing, those with SUPER too where the product can. */
    public abstract List<String> becomeReadOnly();

    /** A query of one text: what the server has executed. */
    public abstract String position();

    /** A query of one number, 0 if the server has reached the position within the time. */
    public abstract String waitFor(String position, long timeoutSeconds);

    /** A query of one row that shows how replication does. */
    public abstract String status();

    /** The columns of {@link #status} that say whether the two threads run: {@code Yes}. */
    public abstract List<String> threadColumns();
}
