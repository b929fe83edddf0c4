package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;

/** Keyspace ids that are a number. */
final class EightBytes {

    private EightBytes() {}

    static long of(KeyspaceId id, Vindex vindex) {
        if (id.length() != Long.BYTES) {
            throw new IllegalArgumentException("keyspace id %s has %d bytes; those of vindex %s have 8"
                    .formatted(id.hex(), id.length(), vindex.name()));
        }
        return id.bits();
    }
}
