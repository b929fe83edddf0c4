package io.shardgate.serving.repository;

import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.vschema.model.VSchemaDefinition;
import java.util.List;

/**
 * Everything in a store that is about the topology, at one revision. Immutable.
 *
 * @param vschema all keyspaces that there are, in the order of names, and the routing rules
 * @param problems records that could not be read, each with its key; they are left out of the rest
 */
public record TopologyView(ServingTopology topology, VSchemaDefinition vschema, List<String> problems) {

    public TopologyView {
        problems = List.copyOf(problems);
    }

    /** The newest revision that it shows. */
    public long revision() {
        return topology.revision();
    }
}
