package io.shardgate.proxy.session;

import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.exec.ExecutionLimits;
import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.proxy.exec.ServingShards;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.TabletAlias;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * What all sessions of a proxy share. Everything in it is safe for all event loops.
 *
 * @param cell where this proxy runs
 * @param sidePools for what must go to a server past a statement that runs there, such as KILL QUERY
 * @param isIll whether a tablet is known not to answer
 * @param planner runs what takes too long for an event loop; refuses when too much of it waits
 * @param queryTimeout zero for none
 * @param maxPacketBytes the longest command that is taken from a client
 */
public record SessionServices(
        SnapshotSource snapshots,
        String cell,
        BackendPools pools,
        BackendPools sidePools,
        ServingShards shards,
        Predicate<TabletAlias> isIll,
        SessionDefaults defaults,
        TransactionMode transactionMode,
        SessionRegistry registry,
        ExecutionLimits limits,
        Sequences sequences,
        SchemaChanges schemaChanges,
        PlanCache plans,
        Executor planner,
        Buffering buffering,
        Duration queryTimeout,
        String serverVersion,
        int maxPacketBytes) {}
