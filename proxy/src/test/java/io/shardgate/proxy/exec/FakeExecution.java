package io.shardgate.proxy.exec;

import io.netty.channel.EventLoop;
import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.backend.FakeServers;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.sequences.Sequences;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A session in front of servers whose part the test plays. */
final class FakeExecution implements Execution {

    private final FakeServers servers = new FakeServers();
    private final BackendPools pools = servers.pools(4);
    private final ShardConnections connections =
            new ShardConnections(servers.loop(), pools, false, ConnectionState.UNKNOWN, TransactionMode.MULTI);
    private final RecordingOutput output = new RecordingOutput();
    private final List<Throwable> defects = new ArrayList<>();

    FakeServers servers() {
        return servers;
    }

    BackendPools pools() {
        return pools;
    }

    /** What was thrown, in that order. */
    List<Throwable> defects() {
        return defects;
    }

    @Override
    public ShardConnections connections() {
        return connections;
    }

    /** Each shard has a tablet that is called as the shard. */
    @Override
    public ServingShards shards() {
        return shard -> FakeServers.endpoint(shard.shard().toString());
    }

    @Override
    public RecordingOutput output() {
        return output;
    }

    @Override
    public EventLoop eventLoop() {
        return servers.loop();
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public ExecutionLimits limits() {
        return new ExecutionLimits(1000, 1 << 20);
    }

    @Override
    public Sequences sequences() {
        throw new UnsupportedOperationException("no test here needs a sequence");
    }

    @Override
    public SchemaChanges schemaChanges() {
        return (keyspace, known) -> known.run();
    }

    @Override
    public SqlErrorException defect(Throwable cause) {
        defects.add(cause);
        return SqlError.INTERNAL.exception(Integer.toString(defects.size()));
    }
}
