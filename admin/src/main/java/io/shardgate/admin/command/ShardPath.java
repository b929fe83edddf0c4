package io.shardgate.admin.command;

import io.shardgate.vschema.key.ShardName;

/** A shard as commands name it: {@code customer/-80}. */
record ShardPath(String keyspace, ShardName shard) {

    /** @throws IllegalArgumentException that says what a shard looks like */
    static ShardPath parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not name a shard: write keyspace/shard, such as customer/-80 or customer/0");
        }
        return new ShardPath(text.substring(0, slash), ShardName.parse(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return keyspace + "/" + shard;
    }
}
