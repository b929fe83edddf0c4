package io.shardgate.vschema.model;

import java.util.Map;
import java.util.Optional;

/** A keyspace's VSchema as an operator wrote it; what ApplyVSchema takes and GetVSchema prints. */
public record KeyspaceDefinition(
        boolean sharded,
        boolean requireExplicitRouting,
        Optional<ForeignKeyMode> foreignKeyMode,
        Map<String, VindexDefinition> vindexes,
        Map<String, TableDefinition> tables,
        Optional<MultiTenantDefinition> multiTenant) {

    /** What a keyspace without any VSchema means: unsharded, all tables accepted. */
    public static final KeyspaceDefinition EMPTY =
            new KeyspaceDefinition(false, false, Optional.empty(), Map.of(), Map.of(), Optional.empty());

    public KeyspaceDefinition {
        vindexes = Copies.inOrder(vindexes);
        tables = Copies.inOrder(tables);
    }
}
