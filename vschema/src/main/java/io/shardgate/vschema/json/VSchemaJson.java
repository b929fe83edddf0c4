package io.shardgate.vschema.json;

import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.VSchemaDefinition;

/** Reads and writes VSchemas. Field names are read in snake_case or camelCase, and written in snake_case. */
public final class VSchemaJson {

    private VSchemaJson() {}

    /** Reads the VSchema of one keyspace, as ApplyVSchema takes it. Never throws: mistakes are in the result. */
    public static Reading<KeyspaceDefinition> readKeyspace(String json) {
        return DefinitionReader.readKeyspace(json);
    }

    /** Reads the VSchemas of all keyspaces, under {@code keyspaces}, with the routing rules. */
    public static Reading<VSchemaDefinition> read(String json) {
        return DefinitionReader.read(json);
    }

    /** The VSchema of one keyspace, indented by two spaces, without fields that have their default. */
    public static String write(KeyspaceDefinition keyspace) {
        return DefinitionWriter.write(keyspace);
    }

    /** The VSchemas of all keyspaces, as {@link #read} reads them. */
    public static String write(VSchemaDefinition vschema) {
        return DefinitionWriter.write(vschema);
    }
}
