package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.serving.snapshot.ResolvedShard;

/** Chooses the server that a query for a shard goes to. Never blocks. */
public interface ServingShards {

    /** @throws io.shardgate.vschema.error.SqlErrorException if no healthy tablet of that type is there */
    Endpoint endpoint(ResolvedShard shard);
}
