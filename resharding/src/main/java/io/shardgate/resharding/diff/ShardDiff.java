package io.shardgate.resharding.diff;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.copy.ConsistentSnapshot;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.key.KeyRange;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares a target with all its sources at one point of their history. Blocks; used once.
 *
 * <p>Whoever runs it keeps the target's streams paused until {@link #freeze} has returned.
 */
public final class ShardDiff implements AutoCloseable {

    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    private final JdbcPools pools;
    private final List<Source> sources;
    private final List<ConsistentSnapshot> snapshots = new ArrayList<>();

    /**
     * A source of the target.
     *
     * @param stream from it to the target
     * @param reader the server that is read: one of its replicas, or its primary
     */
    public record Source(StreamTarget stream, Tablet reader) {}

    public ShardDiff(JdbcPools pools, List<Source> sources) {
        this.pools = pools;
        this.sources = List.copyOf(sources);
    }

    /** Takes the snapshots that are compared: the sources', then, when it has just that of each, the target's. */
    public void freeze() throws SQLException, InterruptedException {
        for (Source source : sources) {
            ConsistentSnapshot snapshot = ConsistentSnapshot.open(pools, source.reader(), 1, List.of(source.stream()));
            snapshots.add(snapshot);
            try (FilteredReplication until =
                    FilteredReplication.start(source.stream(), pools, snapshot.isMariaDb(), snapshot.position())) {
                if (!until.await(snapshot.position(), CATCH_UP)) {
                    throw new ReshardingException("filtered replication from "
                            + source.stream().sourcePath() + " did not reach the point of comparison: "
                            + until.problem());
                }
            }
        }
        snapshots.add(ConsistentSnapshot.open(pools, sources.get(0).stream().target(), 1));
    }

    /** Compares all tables, one after the other. */
    public void compare(Consumer<TableDiff.Report> reports) throws SQLException {
        for (TableLayout table : sources.get(0).stream().tables()) {
            List<TableDiff.Side> sides = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                sides.add(new TableDiff.Side(
                        snapshots.get(i).readers().get(0),
                        sources.get(i).stream().range()));
            }
            TableDiff.Side target =
                    new TableDiff.Side(snapshots.get(sources.size()).readers().get(0), KeyRange.FULL);
            reports.accept(TableDiff.compare(table, sides, target));
        }
    }

    @Override
    public void close() {
        snapshots.forEach(ConsistentSnapshot::close);
    }
}
