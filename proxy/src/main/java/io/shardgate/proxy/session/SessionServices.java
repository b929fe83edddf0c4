package io.shardgate.proxy.session;

import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.exec.ExecutionLimits;
import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.proxy.exec.ServingShards;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.health.ServingRule;
import io.shardgate.serving.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What all sessions of a proxy share. Everything in it is safe for all event loops.
 *
 * @param cell where this proxy runs
 * @param sidePools for what must go to a server past a statement that runs there, such as KILL QUERY
 * @param rule which tablets take reads of replicas
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
        ServingRule rule,
        SessionDefaults defaults,
        TransactionMode transactionMode,
        SessionRegistry registry,
        ExecutionLimits limits,
        Sequences sequences,
        SchemaChanges schemaChanges,
        PlanCache plans,
        Executor planner,
        Buffering buffering,
        QueryMetrics metrics,
        Duration queryTimeout,
        String serverVersion,
        int maxPacketBytes) {}
