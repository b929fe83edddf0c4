package io.shardgate.serving.health;

/**
 * What a replica says of its replication.
 *
 * @param source host and port that it follows; empty if it follows nobody
 * @param receives whether it reads the source's binary log
 * @param applies whether it applies what it has read
 * @param error what went wrong last; empty if nothing did
 */
public record ReplicationState(String source, boolean receives, boolean applies, String error) {

    public boolean runs() {
        return receives && applies;
    }

    @Override
    public String toString() {
        if (source.isEmpty()) {
            return "follows nobody";
        }
        return runs()
                ? "replicating from " + source
                : "replication from " + source + " stopped" + (error.isEmpty() ? "" : ": " + error);
    }
}
