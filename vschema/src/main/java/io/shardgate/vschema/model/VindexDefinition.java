package io.shardgate.vschema.model;

import java.util.Map;

/**
 * A vindex as an operator wrote it.
 *
 * @param owner the table whose writes keep a lookup vindex; empty for none
 */
public record VindexDefinition(String type, Map<String, String> params, String owner) {
    public VindexDefinition {
        params = Copies.inOrder(params);
    }
}
