package io.shardgate.sequences;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes blocks out of sequence tables, each in one short transaction on the primary. Thread-safe; blocks.
 *
 * <p>The row is locked before it is read, so two proxies never get the same ids. A block whose COMMIT did not come back is
 * not used: perhaps it was taken, and then its ids are lost, which is harmless.
 */
final class BlockSource {

    private static final Logger log = LoggerFactory.getLogger(BlockSource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NO_SUCH_TABLE = 1146;
    private static final int UNKNOWN_COLUMN = 1054;
    private static final int READ_ONLY = 1290;

    private final SnapshotSource snapshots;
    private final JdbcPools pools;
    private final SequenceCeilings ceilings;
    private final String cell;

    BlockSource(SnapshotSource snapshots, JdbcPools pools, SequenceCeilings ceilings, String cell) {
        this.snapshots = snapshots;
        this.pools = pools;
        this.ceilings = ceilings;
        this.cell = cell;
    }

    /**
     * Takes a block of at least so many ids.
     *
     * @param floor no id below this one is taken: what this proxy has given out already
     * @throws SqlErrorException SEQUENCE_UNAVAILABLE or SEQUENCE_BAD_USE, with what to do
     */
    Block fetch(SequenceName sequence, long atLeast, long floor) {
        Tablet primary = primary(sequence);
        try (Connection connection = pools.connection(primary, ServerAccess.Role.APP, PATIENCE)) {
            connection.setAutoCommit(false);
            try {
                Block block = take(connection, table(primary, sequence), sequence, atLeast, floor);
                connection.commit();
                return block;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw unavailable(sequence, primary, e);
        }
    }

    private Tablet primary(SequenceName sequence) {
        ServingSnapshot snapshot = snapshots.current();
        List<ResolvedShard> shards =
                snapshot.served(sequence.keyspace(), TabletType.PRIMARY, cell).all();
        if (shards.size() != 1) {
            throw SqlError.SEQUENCE_BAD_USE.exception("a sequence has to be in an unsharded keyspace, and "
                    + sequence.keyspace() + " has " + shards.size() + " shards");
        }
        List<Tablet> tablets = shards.get(0).tablets();
        if (tablets.isEmpty()) {
            throw SqlError.NO_TABLET.exception(
                    "primary", sequence.keyspace(), shards.get(0).shard(), "");
        }
        return tablets.get(0);
    }

    private Block take(Connection connection, String table, SequenceName sequence, long atLeast, long floor)
            throws SQLException {
        long next;
        long cache;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select next_id, cache from " + table + " where id = 0 for update")) {
                if (!row.next()) {
                    throw SqlError.SEQUENCE_UNAVAILABLE.exception(
                            sequence,
                            "it has no row with id 0; insert one: insert into " + sequence
                                    + "(id, next_id, cache) values (0, 1, 1000)");
                }
                next = row.getLong(1);
                cache = row.getLong(2);
            }
            if (cache < 1) {
                throw SqlError.SEQUENCE_UNAVAILABLE.exception(
                        sequence, "its cache is " + cache + "; it has to be 1 or more");
            }
            long first = Math.max(next, floor);
            if (first > next) {
                log.warn(
                        "sequence table is behind what was given out sequence={} next_id={} given_out={}",
                        sequence,
                        next,
                        floor);
            }
            long end = end(sequence, first, cache, atLeast);
            ceilings.cover(sequence, end, cache);
            statement.executeUpdate("update " + table + " set next_id = " + end + " where id = 0");
            return new Block(first, end, cache);
        }
    }

    /** Whole caches, so that next_id stays what an operator expects of it. */
    private static long end(SequenceName sequence, long first, long cache, long atLeast) {
        try {
            long size = Math.multiplyExact((atLeast - 1) / cache + 1, cache);
            return Math.addExact(first, size);
        } catch (ArithmeticException e) {
            throw SqlError.SEQUENCE_UNAVAILABLE.exception(sequence, "its ids would pass the end of bigint");
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
        }
    }

    private static String table(Tablet tablet, SequenceName sequence) {
        return SqlNames.quote(tablet.database()) + "." + SqlNames.quote(sequence.table());
    }

    static boolean isUnknownTable(SQLException e) {
        return e.getErrorCode() == NO_SUCH_TABLE;
    }

    private static SqlErrorException unavailable(SequenceName sequence, Tablet primary, SQLException cause) {
        return switch (cause.getErrorCode()) {
            case NO_SUCH_TABLE -> SqlError.UNKNOWN_TABLE.exception(sequence.keyspace(), sequence.table());
            case UNKNOWN_COLUMN ->
                SqlError.SEQUENCE_BAD_USE.exception(
                        sequence + " is not a sequence table: it needs the columns id, next_id and cache");
            case READ_ONLY ->
                SqlError.SEQUENCE_UNAVAILABLE.exception(
                        sequence, "the primary " + primary.alias() + " takes no writes: " + cause.getMessage());
            default ->
                SqlError.SEQUENCE_UNAVAILABLE.exception(
                        sequence, "primary " + primary.alias() + ": " + cause.getMessage());
        };
    }
}
