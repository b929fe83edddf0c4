package io.shardgate.proxy.exec;

import io.netty.channel.EventLoop;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.sequences.Sequences;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.concurrent.Executor;

/** What a statement needs while it runs. */
public interface Execution {

    /** The session's connections to shards. */
    ShardConnections connections();

    /** Which server serves a shard now. */
    ServingShards shards();

    ClientOutput output();

    EventLoop eventLoop();

    /** For {@link Aside}. */
    Executor workers();

    /** Whether the client is gone, so that nothing more is to be done for it. */
    boolean isClosed();

    ExecutionLimits limits();

    Sequences sequences();

    SchemaChanges schemaChanges();

    /** What the client is told of a broken invariant of ours; the log has the cause. */
    SqlErrorException defect(Throwable cause);
}
