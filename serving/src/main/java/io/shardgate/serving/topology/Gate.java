package io.shardgate.serving.topology;

import io.shardgate.vschema.key.KeyRange;

/**
 * A closed gate before the primaries of a keyspace: new statements for shards that have something of the key range wait in
 * the proxies until it is gone. An open gate has no record.
 *
 * @param reason what is being done meanwhile, for those whose statements waited in vain
 */
public record Gate(String keyspace, KeyRange range, String reason) {

    public Gate {
        Names.checkKeyspace(keyspace);
    }
}
