package io.shardgate.planner.semantics;

import io.shardgate.vschema.model.VSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.Map;
import java.util.Optional;

/**
 * What planning knows of tables, from one snapshot.
 *
 * @param tracked the tables as the servers have them, by keyspace; only looked up in
 * @param defaultKeyspace of the session's target; unqualified names are of this keyspace
 */
public record PlanningSchema(VSchema vschema, Map<String, KeyspaceSchema> tracked, Optional<String> defaultKeyspace) {

    public PlanningSchema {
        tracked = Map.copyOf(tracked);
    }

    /** The table as the servers of its keyspace have it; empty when it is not tracked. */
    public Optional<TableSchema> findTracked(String keyspace, String table) {
        KeyspaceSchema schema = tracked.get(keyspace);
        return schema == null ? Optional.empty() : schema.findTable(table);
    }
}
