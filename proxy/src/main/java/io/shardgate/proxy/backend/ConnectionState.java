package io.shardgate.proxy.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session variables that a server has, or should have, for one connection. Immutable.
 *
 * <p>Some are always set, never inherited from a server, so that a session means the same on each of them; others are
 * there because a client set them. Values are SQL literals, ready to be put into a SET statement.
 */
public final class ConnectionState {

    /** What a new connection has, or one whose SET failed: nothing is known of it. */
    public static final ConnectionState UNKNOWN = new ConnectionState(Collections.emptyMap());

    public static final String AUTOCOMMIT = "autocommit";
    public static final String CHARACTER_SET_CLIENT = "character_set_client";
    public static final String CHARACTER_SET_RESULTS = "character_set_results";
    public static final String COLLATION_CONNECTION = "collation_connection";
    public static final String SQL_MODE = "sql_mode";
    public static final String TIME_ZONE = "time_zone";
    public static final String TRANSACTION_ISOLATION = "transaction_isolation";

    /**
     * Set once on each connection: it tells us when a statement has left something behind in it, and is silent about
     * what we set ourselves.
     */
    private static final String TRACKING =
            ", session_track_state_change = 1, session_track_schema = 0, session_track_system_variables = ''";

    private final Map<String, String> variables;
    private final int hash;
    private final String statementKey;

    private ConnectionState(Map<String, String> variables) {
        this.variables = variables;
        this.hash = variables.hashCode();
        this.statementKey = variables.get(SQL_MODE) + "|" + variables.get(CHARACTER_SET_CLIENT) + "|"
                + variables.get(COLLATION_CONNECTION);
    }

    /** A state of these variables, name to SQL literal, in the order in which they are to be set. */
    public static ConnectionState of(Map<String, String> variables) {
        return new ConnectionState(Collections.unmodifiableMap(new LinkedHashMap<>(variables)));
    }

    /** This state with one variable more, or changed. */
    public ConnectionState with(String name, String literal) {
        Map<String, String> changed = new LinkedHashMap<>(variables);
        changed.put(name.toLowerCase(Locale.ROOT), literal);
        return of(changed);
    }

    /** The SQL literal of a variable, or null if it has the server's default. */
    public @Nullable String literal(String name) {
        return variables.get(name);
    }

    /** What the meaning of a prepared statement's text depends on. */
    String statementKey() {
        return statementKey;
    }

    /**
     * The SET statement that takes a connection from another state to this one, or null if there is nothing to set.
     *
     * @param oldIsolationName whether the server calls the isolation level tx_isolation, as MariaDB did before 11.1
     */
    public @Nullable String changesFrom(ConnectionState other, boolean oldIsolationName) {
        var sql = new StringBuilder();
        variables.forEach((name, literal) -> {
            if (!literal.equals(other.variables.get(name))) {
                append(sql, name, literal, oldIsolationName);
            }
        });
        other.variables.keySet().forEach(name -> {
            if (!variables.containsKey(name)) {
                append(sql, name, isUserVariable(name) ? "NULL" : "DEFAULT", oldIsolationName);
            }
        });
        if (other.variables.isEmpty()) {
            sql.append(TRACKING);
        }
        return sql.isEmpty() ? null : sql.toString();
    }

    private static void append(StringBuilder sql, String name, String literal, boolean oldIsolationName) {
        sql.append(sql.isEmpty() ? "SET " : ", ");
        boolean isolation = oldIsolationName && name.equals(TRANSACTION_ISOLATION);
        sql.append(isUserVariable(name) ? "" : "@@SESSION.")
                .append(isolation ? "tx_isolation" : name)
                .append(" = ")
                .append(literal);
    }

    private static boolean isUserVariable(String name) {
        return name.startsWith("@");
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ConnectionState that && hash == that.hash && variables.equals(that.variables));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return variables.toString();
    }
}
