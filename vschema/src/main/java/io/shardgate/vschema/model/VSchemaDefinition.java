package io.shardgate.vschema.model;

import java.util.Map;

/** The VSchemas of all keyspaces and the routing rules, as operators wrote them. */
public record VSchemaDefinition(Map<String, KeyspaceDefinition> keyspaces, RoutingRules routingRules) {

    public static final VSchemaDefinition EMPTY = new VSchemaDefinition(Map.of(), RoutingRules.NONE);

    public VSchemaDefinition {
        keyspaces = Copies.inOrder(keyspaces);
    }
}
