package io.shardgate.sequences;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.file.FileStore;
import java.nio.file.Files;

/** Draws ids and prints them until it is killed: what a proxy is to a sequence. */
final class DrawingProcess {

    /** Before each id, among the lines of the log. */
    static final String PREFIX = "drawn ";

    private DrawingProcess() {}

    /** @param args the server's port, the account's name and password, the sequence's table */
    public static void main(String[] args) throws Exception {
        TopologyStore store = FileStore.open(Files.createTempDirectory("shardgate-drawing"));
        SnapshotLoader snapshots = SequenceServer.serving(store, "127.0.0.1", Integer.parseInt(args[0]));
        JdbcPools pools = SequenceServer.pools(args[1], args[2]);
        Sequences sequences = new Sequences(snapshots, store, pools, SequenceServer.CELL);
        SequenceName sequence = new SequenceName(SequenceServer.KEYSPACE, args[3]);
        while (true) {
            System.out.println(PREFIX + Ids.next(sequences, sequence, 1));
            System.out.flush();
        }
    }
}
