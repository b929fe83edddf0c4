package io.shardgate.proxy.session;

import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.SqlLiteral;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a session starts with where its client says nothing. Never inherited from a server, so that a session means the
 * same on each of them.
 *
 * @param isolation as in {@code transaction_isolation}: REPEATABLE-READ and so on
 */
public record SessionDefaults(String sqlMode, String timeZone, String isolation) {

    /** The state of a session whose client connected with this collation. */
    public ConnectionState stateFor(Collation collation) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                ConnectionState.CHARACTER_SET_CLIENT,
                SqlLiteral.quote(collation.characterSet().name()));
        variables.put(
                ConnectionState.CHARACTER_SET_RESULTS,
                SqlLiteral.quote(collation.characterSet().name()));
        variables.put(ConnectionState.COLLATION_CONNECTION, SqlLiteral.quote(collation.name()));
        variables.put(ConnectionState.SQL_MODE, SqlLiteral.quote(sqlMode));
        variables.put(ConnectionState.TIME_ZONE, SqlLiteral.quote(timeZone));
        variables.put(ConnectionState.TRANSACTION_ISOLATION, SqlLiteral.quote(isolation));
        variables.put(ConnectionState.AUTOCOMMIT, "1");
        return ConnectionState.of(variables);
    }
}
