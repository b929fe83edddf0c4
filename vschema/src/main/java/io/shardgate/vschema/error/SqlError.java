package io.shardgate.vschema.error;

import java.util.Locale;

/**
 * Every error the proxy itself can raise, with the code and state that a MySQL client expects for it.
 *
 * <p>The constant's name is the stable identifier: it appears in metrics and in the documentation. Where MySQL has an
 * error for the situation, number, state and wording are MySQL's, because clients match on them. Numbers from 2000 to
 * 2999 are the client libraries' own: MariaDB's takes a packet with one for a malformed packet.
 */
public enum SqlError {
    // Connecting
    TOO_MANY_CONNECTIONS(Kind.UNAVAILABLE, 1040, "08004", "Too many connections"),
    BAD_HANDSHAKE(Kind.USER, 1043, "08S01", "Bad handshake"),
    ACCESS_DENIED(Kind.USER, 1045, "28000", "Access denied for user '%s'@'%s' (using password: %s)"),
    SECURE_TRANSPORT_REQUIRED(
            Kind.USER,
            3159,
            "HY000",
            "Connections using insecure transport are prohibited while require_secure_transport=ON."),
    UNKNOWN_COMMAND(Kind.USER, 1047, "08S01", "Unknown command"),
    MALFORMED_PACKET(Kind.USER, 1835, "HY000", "Malformed communication packet."),
    PACKET_TOO_LARGE(Kind.USER, 1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"),
    SERVER_SHUTDOWN(Kind.UNAVAILABLE, 1053, "08S01", "Server shutdown in progress"),
    QUERY_INTERRUPTED(Kind.USER, 1317, "70100", "Query execution was interrupted"),
    UNSUPPORTED_AUTH_MODE(
            Kind.USER,
            1251,
            "08004",
            "Client does not support authentication protocol requested by server; consider upgrading MySQL client"),
    PACKETS_OUT_OF_ORDER(Kind.USER, 1156, "08S01", "Got packets out of order"),
    NO_SUCH_THREAD(Kind.USER, 1094, "HY000", "Unknown thread id: %s"),
    NOT_OWNER_OF_THREAD(Kind.USER, 1095, "HY000", "You are not owner of thread %s"),

    // Names
    NO_DATABASE_SELECTED(Kind.USER, 1046, "3D000", "No database selected"),
    UNKNOWN_DATABASE(Kind.USER, 1049, "42000", "Unknown database '%s'"),
    UNKNOWN_TABLE(Kind.USER, 1146, "42S02", "Table '%s.%s' doesn't exist"),
    TABLE_NOT_IN_VSCHEMA(
            Kind.USER,
            1146,
            "42S02",
            "Table '%s.%s' doesn't exist in the keyspace's VSchema; the shards have it, but ApplyVSchema has to say how its rows are divided among them"),
    AMBIGUOUS_TABLE(Kind.USER, 1052, "23000", "Table '%s' is ambiguous: it is in the keyspaces %s; qualify it"),
    UNKNOWN_COLUMN(Kind.USER, 1054, "42S22", "Unknown column '%s' in '%s'"),
    AMBIGUOUS_COLUMN(Kind.USER, 1052, "23000", "Column '%s' in %s is ambiguous"),
    NOT_UNIQUE_TABLE(Kind.USER, 1066, "42000", "Not unique table/alias: '%s'"),
    UNKNOWN_TABLE_REFERENCE(Kind.USER, 1051, "42S02", "Unknown table '%s'"),
    UNKNOWN_SYSTEM_VARIABLE(Kind.USER, 1193, "HY000", "Unknown system variable '%s'"),
    READ_ONLY_VARIABLE(Kind.USER, 1238, "HY000", "Variable '%s' is a read only variable"),
    WRONG_VALUE_FOR_VARIABLE(Kind.USER, 1231, "42000", "Variable '%s' can't be set to the value of '%s'"),
    WRONG_TARGET(Kind.USER, 1049, "42000", "Unknown database '%s': %s"),
    BROKEN_VSCHEMA(Kind.USER, 1105, "HY000", "The VSchema has a mistake: %s"),

    // Statements
    SYNTAX_ERROR(
            Kind.USER,
            1064,
            "42000",
            "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for"
                    + " the right syntax to use near '%s' at line %s"),
    EMPTY_QUERY(Kind.USER, 1065, "42000", "Query was empty"),
    COLUMN_COUNT_MISMATCH(Kind.USER, 1136, "21S01", "Column count doesn't match value count at row %s"),
    COLUMN_SPECIFIED_TWICE(Kind.USER, 1110, "42000", "Column '%s' specified twice"),
    COLUMN_CANNOT_BE_NULL(Kind.USER, 1048, "23000", "Column '%s' cannot be null"),
    NO_DEFAULT_FOR_FIELD(Kind.USER, 1364, "HY000", "Field '%s' doesn't have a default value"),
    NO_TABLES_USED(Kind.USER, 1096, "HY000", "No tables used"),
    VIEW_COLUMN_COUNT(
            Kind.USER,
            1353,
            "HY000",
            "In definition of view, derived table or common table expression, SELECT list and column names list have"
                    + " different column counts"),
    UNION_COLUMN_COUNT(Kind.USER, 1222, "21000", "The used SELECT statements have a different number of columns"),
    NON_UPDATABLE_TABLE(Kind.USER, 1288, "HY000", "The target table %s of the %s is not updatable"),
    UNKNOWN_MULTI_DELETE_TABLE(Kind.USER, 1109, "42S02", "Unknown table '%s' in MULTI DELETE"),
    UNKNOWN_STATEMENT_HANDLER(Kind.USER, 1243, "HY000", "Unknown prepared statement handler (%s) given to %s"),
    UNSUPPORTED_IN_PREPARED(
            Kind.USER, 1295, "HY000", "This command is not supported in the prepared statement protocol yet"),
    WRONG_ARGUMENTS(Kind.USER, 1210, "HY000", "Incorrect arguments to %s"),
    UNSUPPORTED_QUERY(Kind.USER, 1235, "42000", "Shardgate doesn't yet support %s"),
    NO_KEYSPACE_ID(Kind.USER, 1235, "42000", "Shardgate cannot place the row: %s"),
    WRONG_SHARD(Kind.USER, 1105, "HY000", "The row belongs to another shard: %s"),
    READ_ONLY_TARGET(Kind.USER, 1290, "HY000", "%s statement with a %s target is not possible; use the primary"),
    BUFFERED_TOO_LONG(
            Kind.USER,
            1205,
            "HY000",
            "Lock wait timeout exceeded; the statement waited %s ms for servers that are being changed (%s); try restarting transaction"),
    BUFFER_FULL(
            Kind.USER,
            1205,
            "HY000",
            "Lock wait timeout exceeded; too many statements wait for servers that are being changed (%s); try restarting transaction"),
    NOT_SERVING(Kind.USER, 1290, "HY000", "Shard %s is not serving writes: %s"),
    TOO_BUSY_TO_PLAN(
            Kind.UNAVAILABLE, 1203, "42000", "Too many statements wait to be planned; try again, or run another proxy"),
    PLAN_TOO_LARGE(Kind.USER, 1105, "HY000", "The statement needs more than %s bytes of memory in the proxy"),
    SEQUENCE_UNAVAILABLE(Kind.UNAVAILABLE, 1105, "HY000", "Sequence %s cannot give ids: %s"),
    SEQUENCE_BAD_USE(Kind.USER, 1235, "42000", "%s"),

    // Transactions and sessions
    TARGET_IN_TRANSACTION(
            Kind.USER, 1105, "HY000", "The target cannot change while a transaction is open; COMMIT or ROLLBACK first"),
    SINGLE_SHARD_TRANSACTION(
            Kind.USER, 1105, "HY000", "transaction_mode is single and this statement would take the transaction to %s"),
    TRANSACTION_LOST(
            Kind.UNAVAILABLE, 1213, "40001", "The transaction was rolled back on all shards: %s; try restarting it"),
    CANNOT_CHANGE_IN_TRANSACTION(
            Kind.USER,
            1568,
            "25001",
            "Transaction characteristics can't be changed while a transaction is in progress"),
    UNKNOWN_SAVEPOINT(Kind.USER, 1305, "42000", "SAVEPOINT %s does not exist"),

    // Servers behind us
    NO_TABLET(Kind.UNAVAILABLE, 1105, "HY000", "No healthy %s tablet for %s/%s%s"),
    SHARD_NOT_FOUND(Kind.USER, 1049, "42000", "Unknown database '%s/%s': keyspace %s has no such shard"),
    BACKEND_UNREACHABLE(
            Kind.UNAVAILABLE, 1429, "HY000", "Unable to connect to foreign data source: MySQL server of tablet %s: %s"),
    BACKEND_LOST(
            Kind.UNAVAILABLE,
            1430,
            "HY000",
            "There was a problem processing the query on the foreign data source. Data source error: lost connection to"
                    + " MySQL server of tablet %s during query"),
    POOL_TIMEOUT(
            Kind.UNAVAILABLE, 1203, "42000", "No connection to tablet %s was free within %s ms (limit %s connections)"),
    SHARDS_DISAGREE(Kind.UNAVAILABLE, 1105, "HY000", "The shards disagree: %s"),
    NO_SERVED_SHARDS(Kind.UNAVAILABLE, 1105, "HY000", "Keyspace %s serves no %s in cell %s"),
    SCHEMA_UNKNOWN(Kind.UNAVAILABLE, 1105, "HY000", "The tables of keyspace %s could not be read: %s"),
    TOPOLOGY_UNAVAILABLE(Kind.UNAVAILABLE, 1105, "HY000", "%s"),

    /** A MySQL server's own error; number, state and text are the server's, not these. */
    FROM_SERVER(Kind.USER, 1105, "HY000", "%s"),

    INTERNAL(Kind.BUG, 1105, "HY000", "Internal error, please report it with the log lines that mention %s");

    /** Whose problem the error is; decides log level and alerting. */
    public enum Kind {
        /** The client's statement or credentials. */
        USER,
        /** A server, a shard or the topology; it may mend by itself. */
        UNAVAILABLE,
        /** Ours. */
        BUG
    }

    private final Kind kind;
    private final int errno;
    private final String sqlState;
    private final String template;

    SqlError(Kind kind, int errno, String sqlState, String template) {
        this.kind = kind;
        this.errno = errno;
        this.sqlState = sqlState;
        this.template = template;
    }

    public Kind kind() {
        return kind;
    }

    public int errno() {
        return errno;
    }

    public String sqlState() {
        return sqlState;
    }

    /** The exception for this error; the arguments fill the message's placeholders in order. */
    public SqlErrorException exception(Object... arguments) {
        return new SqlErrorException(this, String.format(Locale.ROOT, template, arguments));
    }
}
