package io.shardgate.vschema.model;

import io.shardgate.vschema.vindex.VindexRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the keyspaces of a {@link VSchema}: first each by itself, then what one keyspace says of another. */
final class VSchemaBuilder {

    private final VSchemaDefinition definition;
    private final VindexRegistry registry;

    VSchemaBuilder(VSchemaDefinition definition, VindexRegistry registry) {
        this.definition = definition;
        this.registry = registry;
    }

    Map<String, KeyspaceVSchema> build() {
        var keyspaces = new LinkedHashMap<String, KeyspaceBuilder>();
        definition
                .keyspaces()
                .forEach((name, keyspace) -> keyspaces.put(name, new KeyspaceBuilder(name, keyspace, registry)));
        var references = new References(keyspaces);
        keyspaces.values().forEach(references::resolve);

        var built = new LinkedHashMap<String, KeyspaceVSchema>();
        keyspaces.forEach((name, keyspace) -> built.put(name, keyspace.build()));
        return built;
    }
}
