package io.shardgate.proxy.exec;

import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.snapshot.ServingSnapshot;
import java.util.List;

/** Which shard answers what reads no rows. */
public final class AnyShard {

    private AnyShard() {}

    /**
     * The first shard, or one whose gate is open if that is as good. It is not for what the session keeps in the
     * connections that it holds, nor for a lock of GET_LOCK, which is one for all sessions only if all ask the same server.
     */
    public static ResolvedShard of(
            List<ResolvedShard> shards, ServingSnapshot snapshot, ShardConnections connections, Tokens tokens) {
        boolean isBound = connections.holdsAny() || tokens.uses(SessionUse.LOCK_FUNCTION);
        return isBound ? shards.get(0) : snapshot.anyOf(shards);
    }
}
