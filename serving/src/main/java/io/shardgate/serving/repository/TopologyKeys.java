package io.shardgate.serving.repository;

import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.key.ShardName;

/** Which key holds what. The layout is that of Vitess, with the cells below one root. */
public final class TopologyKeys {

    static final String ROUTING_RULES = "routing_rules/RoutingRules";

    private static final String SEQUENCES = "sequences/";
    private static final String CEILING = "/Ceiling";

    private TopologyKeys() {}

    static String cell(String cell) {
        return "cells/" + cell + "/CellInfo";
    }

    static String keyspace(String keyspace) {
        return "keyspaces/" + keyspace + "/Keyspace";
    }

    static String vschema(String keyspace) {
        return "keyspaces/" + keyspace + "/VSchema";
    }

    static String gate(String keyspace) {
        return "keyspaces/" + keyspace + "/Gate";
    }

    static String shard(String keyspace, ShardName shard) {
        return "keyspaces/" + keyspace + "/shards/" + shard + "/Shard";
    }

    static String tablet(TabletAlias alias) {
        return "cells/" + alias.cell() + "/tablets/" + alias + "/Tablet";
    }

    static String srvKeyspace(String keyspace, String cell) {
        return "cells/" + cell + "/keyspaces/" + keyspace + "/SrvKeyspace";
    }

    /** The name of the lock that a command takes which changes a keyspace. */
    public static String keyspaceLock(String keyspace) {
        return "keyspaces/" + keyspace;
    }

    /** The name of the lock that a command takes which changes a shard's tablets. */
    public static String shardLock(String keyspace, ShardName shard) {
        return "shards/" + keyspace + "/" + shard;
    }

    /** The key of the number that a sequence's next_id never passes. It is no part of the topology. */
    public static String sequenceCeiling(String keyspace, String table) {
        return sequenceCeilings(keyspace) + table + CEILING;
    }

    /** What the keys of the ceilings of a keyspace's sequences start with. */
    public static String sequenceCeilings(String keyspace) {
        return SEQUENCES + keyspace + "/";
    }

    /** Which table a key is the ceiling of that starts with {@link #sequenceCeilings}. */
    public static String sequenceTable(String keyspace, String key) {
        return key.substring(sequenceCeilings(keyspace).length(), key.length() - CEILING.length());
    }

    public static boolean isSequenceCeiling(String key) {
        return key.startsWith(SEQUENCES) && key.endsWith(CEILING);
    }
}
