package io.shardgate.vschema.model;

import java.util.List;

/** The rules that send queries for one table, shard or keyspace to another, as an operator wrote them. */
public record RoutingRules(
        List<TableRule> tables, List<ShardRule> shards, List<KeyspaceRule> keyspaces, List<MirrorRule> mirrors) {

    public static final RoutingRules NONE = new RoutingRules(List.of(), List.of(), List.of(), List.of());

    public RoutingRules {
        tables = List.copyOf(tables);
        shards = List.copyOf(shards);
        keyspaces = List.copyOf(keyspaces);
        mirrors = List.copyOf(mirrors);
    }

    /** {@code from} may name a keyspace, and a tablet type after {@code @}. */
    public record TableRule(String fromTable, List<String> toTables) {
        public TableRule {
            toTables = List.copyOf(toTables);
        }
    }

    /** Queries for a shard of one keyspace go to the shard of that name in another. */
    public record ShardRule(String fromKeyspace, String toKeyspace, String shard) {}

    /** Queries for one keyspace go to another. */
    public record KeyspaceRule(String fromKeyspace, String toKeyspace) {}

    /** A share of the reads of one table is sent to another as well; percent is 0 to 100. */
    public record MirrorRule(String fromTable, String toTable, double percent) {}
}
