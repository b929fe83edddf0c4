package io.shardgate.proxy.tx;

import io.netty.channel.EventLoop;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendPool;
import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.proxy.backend.OkReader;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one session: lent for a statement, or held for a transaction or because of the state that a
 * statement left in them. Confined to the session's event loop.
 *
 * <p>A transaction opens on a shard with the first statement that goes there: BEGIN travels just ahead of it. What a
 * session has set is brought to a connection ahead of a statement too; ahead of a read it is not waited for, as a read
 * that then fails has done no harm.
 */
public final class ShardConnections {

    private static final Logger log = LoggerFactory.getLogger(ShardConnections.class);

    private static final String PLAIN_BEGIN = "BEGIN";

    private final EventLoop loop;
    private final BackendPools pools;
    private final boolean foundRows;
    private final Map<ShardTarget, HeldConnection> held = new LinkedHashMap<>();

    /** Connections in use by the statement that runs, held or not. */
    private final Map<BackendConnection, BackendPool> lent = new LinkedHashMap<>();

    private ConnectionState wanted;
    private TransactionMode mode;
    /** What opens the transaction on a shard, one statement after the other; empty while none is open. */
    private List<String> begin = List.of();

    private @Nullable String nextCharacteristics;
    private final List<String> savepoints = new ArrayList<>();
    /** A connection was lost on which the transaction was open: what it did there is undone, so all of it must be. */
    private boolean broken;

    /** Connections that must be reset when their statement has ended. */
    private final Set<BackendConnection> unclean = new HashSet<>();

    private boolean interrupted;
    private boolean closed;

    public ShardConnections(
            EventLoop loop, BackendPools pools, boolean foundRows, ConnectionState wanted, TransactionMode mode) {
        this.loop = loop;
        this.pools = pools;
        this.foundRows = foundRows;
        this.wanted = wanted;
        this.mode = mode;
    }

    /** The session state that every connection is to have when it is lent. */
    public ConnectionState wanted() {
        return wanted;
    }

    public void wanted(ConnectionState state) {
        wanted = state;
    }

    public TransactionMode mode() {
        return mode;
    }

    public void mode(TransactionMode newMode) {
        mode = newMode;
    }

    /** Whether the client has opened a transaction, or implicitly has one open on some shard. */
    public boolean inTransaction() {
        if (!begin.isEmpty() || broken) {
            return true;
        }
        // Asked for several times with every statement, mostly of sessions that hold nothing.
        for (HeldConnection connection : held.values()) {
            if (connection.begun) {
                return true;
            }
        }
        return false;
    }

    public boolean isAutocommit() {
        return !"0".equals(wanted.literal(ConnectionState.AUTOCOMMIT));
    }

    /** The connection that this session keeps on a shard, or null. */
    public @Nullable BackendConnection heldOn(ShardTarget shard) {
        HeldConnection connection = held.get(shard);
        return connection == null ? null : connection.connection;
    }

    /** Whether any connection is held: by an open transaction, or because of what a statement left in it. */
    public boolean holdsAny() {
        return !held.isEmpty();
    }

    /** Whether the connection stays with the session after its statement. */
    public boolean isHeld(BackendConnection connection) {
        return findHeld(connection) != null;
    }

    private @Nullable HeldConnection findHeld(BackendConnection connection) {
        for (HeldConnection mine : held.values()) {
            if (mine.connection == connection) {
                return mine;
            }
        }
        return null;
    }

    private boolean isBegunOn(BackendConnection connection) {
        HeldConnection mine = findHeld(connection);
        return mine != null && mine.begun;
    }

    /** A new command has begun, which nobody has asked to end yet. */
    public void commandBegins() {
        interrupted = false;
    }

    /** Somebody wants the present command to end: it gets no further connection. */
    public void interrupt() {
        interrupted = true;
    }

    /** Every connection with a statement of this session running on it. */
    public List<BackendConnection> running() {
        return List.copyOf(lent.keySet());
    }

    /**
     * Lends the connection to a shard for one statement: the held one if there is one. It has the wanted state, and the
     * transaction is begun on it if one is open, or will be by what is written ahead of the statement.
     *
     * @param write whether the statement may change something, so that it must not run in a wrong state
     */
    public void acquire(ShardTarget shard, Endpoint endpoint, boolean write, Borrower borrower) {
        if (interrupted) {
            borrower.refused(SqlError.QUERY_INTERRUPTED.exception());
            return;
        }
        if (broken) {
            transactionLost(
                    () -> borrower.refused(SqlError.TRANSACTION_LOST.exception("the connection to a shard was lost")));
            return;
        }
        HeldConnection mine = held.get(shard);
        if (mode == TransactionMode.SINGLE
                && joinsTransaction(mine)
                && !begunConnections().isEmpty()) {
            borrower.refused(SqlError.SINGLE_SHARD_TRANSACTION.exception(shard));
            return;
        }
        if (mine != null
                && !mine.begun
                && !mine.busy
                && shard.type() == TabletType.PRIMARY
                && !mine.connection.endpoint().equals(endpoint)) {
            // Another server has taken over; what the session left in this one is gone, which it must hear once.
            held.remove(shard);
            mine.pool.resetAndRelease(mine.connection, () -> {});
            borrower.refused(SqlError.BACKEND_LOST.exception(mine.connection.endpoint()));
            return;
        }
        if (mine != null) {
            if (mine.busy) {
                throw new IllegalStateException("a second statement on the held connection to " + shard);
            }
            mine.busy = true;
            lent.put(mine.connection, mine.pool);
            bringState(mine.connection, write, borrower, () -> {
                beginOn(mine);
                borrower.lent(mine.connection);
            });
            return;
        }
        fromPool(
                endpoint,
                borrower,
                (pool, connection) -> bringState(connection, write, borrower, () -> {
                    if (holdsWhatItUses()) {
                        HeldConnection now = new HeldConnection(pool, connection);
                        now.busy = true;
                        held.put(shard, now);
                        beginOn(now);
                    } else if (nextCharacteristics != null) {
                        ahead(connection, "SET TRANSACTION " + nextCharacteristics);
                        nextCharacteristics = null;
                        // A statement that opens no transaction leaves it to the next one, which may be another
                        // session's.
                        unclean.add(connection);
                    }
                    borrower.lent(connection);
                }));
    }

    /**
     * Lends a connection for something that is not part of the session's transaction. It has the wanted state.
     *
     * <p>Given back by {@link #doneAside}.
     */
    public void acquireAside(Endpoint endpoint, Borrower borrower) {
        fromPool(
                endpoint,
                borrower,
                (pool, connection) -> bringState(connection, true, borrower, () -> borrower.lent(connection)));
    }

    private void fromPool(Endpoint endpoint, Borrower borrower, BiConsumer<BackendPool, BackendConnection> use) {
        BackendPool pool = pools.pool(loop, endpoint, foundRows);
        pool.acquire(wanted, new Borrower() {
            @Override
            public void lent(BackendConnection connection) {
                if (closed) {
                    pool.release(connection);
                    return;
                }
                if (interrupted) {
                    pool.release(connection);
                    borrower.refused(SqlError.QUERY_INTERRUPTED.exception());
                    return;
                }
                lent.put(connection, pool);
                guarded(connection, borrower, () -> use.accept(pool, connection));
            }

            @Override
            public void refused(SqlErrorException cause) {
                borrower.refused(cause);
            }
        });
    }

    /**
     * Goes on with a connection that was lent. The caller may be another session that has just given it back, which must
     * not suffer from our defects.
     */
    private void guarded(BackendConnection connection, Borrower borrower, Runnable use) {
        try {
            use.run();
        } catch (SqlErrorException e) {
            connection.fail(e);
            done(connection);
            borrower.refused(e);
        } catch (RuntimeException | StackOverflowError e) {
            String id = Long.toHexString(System.nanoTime());
            log.error("a statement could not use its connection id={} tablet={}", id, connection.endpoint(), e);
            SqlErrorException defect = SqlError.INTERNAL.exception(id);
            connection.fail(defect);
            done(connection);
            loop.execute(() -> borrower.refused(defect));
        }
    }

    public void doneAside(BackendConnection connection) {
        BackendPool pool = lent.remove(connection);
        if (pool != null) {
            pool.release(connection);
        }
    }

    /** Gives a connection back of which it is not known what a statement that failed has left in it. */
    public void doneAsideUnknown(BackendConnection connection) {
        BackendPool pool = lent.remove(connection);
        if (pool != null) {
            pool.resetAndRelease(connection, () -> {});
        }
    }

    /** Whether a statement for this shard must run on a connection that the session keeps. */
    public boolean keepsConnectionTo(ShardTarget shard) {
        return held.containsKey(shard) || holdsWhatItUses();
    }

    /** A statement has ended on a connection: it goes back to its pool unless it is held. */
    public void done(BackendConnection connection) {
        BackendPool pool = lent.remove(connection);
        if (pool == null) {
            return;
        }
        HeldConnection mine = findHeld(connection);
        if (mine != null) {
            mine.busy = false;
            if (connection.isUsable()) {
                return;
            }
            held.values().remove(mine);
            broken |= mine.begun;
        }
        if (unclean.remove(connection)) {
            pool.resetAndRelease(connection, () -> {});
        } else {
            pool.release(connection);
        }
    }

    /**
     * What a server says at the end of a statement of a transaction on its connection. A procedure may have begun one, and
     * another one ended it.
     */
    public void serverSays(ShardTarget shard, BackendConnection connection, boolean inTransaction) {
        HeldConnection mine = findHeld(connection);
        if (inTransaction && (mine == null || !mine.begun)) {
            reserveFor(shard, connection);
        } else if (!inTransaction && mine != null && mine.adopted) {
            mine.adopted = false;
            mine.begun = false;
            if (mine.reservedBecause == null) {
                held.values().remove(mine);
            }
        }
    }

    private void reserveFor(ShardTarget shard, BackendConnection connection) {
        BackendPool pool = lent.get(connection);
        HeldConnection mine = held.get(shard);
        if (mine == null && pool != null) {
            mine = new HeldConnection(pool, connection);
            mine.busy = true;
            held.put(shard, mine);
        }
        if (mine != null && mine.connection == connection) {
            mine.begun = true;
            mine.adopted = true;
        }
    }

    /** Keeps a connection for this session until it ends or is reset, as a statement left something behind in it. */
    public void reserve(ShardTarget shard, BackendConnection connection, String reason) {
        BackendPool pool = lent.get(connection);
        HeldConnection mine = held.get(shard);
        if (mine == null && pool != null) {
            mine = new HeldConnection(pool, connection);
            mine.busy = true;
            held.put(shard, mine);
        }
        if (mine != null && mine.connection == connection && mine.reservedBecause == null) {
            mine.reservedBecause = reason;
        }
    }

    /** Whether any connection is reserved, and so has run the session's last statements itself. */
    public boolean hasReserved() {
        return held.values().stream().anyMatch(mine -> mine.reservedBecause != null);
    }

    /** Why a connection to a shard is reserved, or null if it is not. */
    public @Nullable String reservedBecause(ShardTarget shard) {
        HeldConnection mine = held.get(shard);
        return mine == null ? null : mine.reservedBecause;
    }

    /** Opens a transaction; nothing is sent until a statement needs a shard. */
    public void begin(@Nullable String statement) {
        String opening = statement == null ? PLAIN_BEGIN : statement;
        begin = nextCharacteristics == null
                ? List.of(opening)
                : List.of("SET TRANSACTION " + nextCharacteristics, opening);
        nextCharacteristics = null;
    }

    /** What SET TRANSACTION without SESSION says about the next transaction only. */
    public void nextCharacteristics(String characteristics) {
        nextCharacteristics = characteristics;
    }

    /** Commits on all shards. Once begun it goes on to the last one, even if the client goes away meanwhile. */
    public void commit(Outcome outcome) {
        List<HeldConnection> open = begunConnections();
        if (broken || isLost(open)) {
            transactionLost(() -> outcome.done(lostTransaction()));
            return;
        }
        endTransaction();
        open.forEach(mine -> mine.committing = true);
        commitNext(open.iterator(), 0, open.size(), outcome);
    }

    /** Rolls back on all shards; one whose connection is lost has done so by itself. */
    public void rollback(Outcome outcome) {
        List<HeldConnection> open = begunConnections();
        endTransaction();
        if (open.isEmpty()) {
            outcome.done(null);
            return;
        }
        var replies = new Replies(open.size(), error -> {
            open.forEach(this::transactionOver);
            outcome.done(error);
        });
        for (HeldConnection mine : open) {
            send(mine.connection, "ROLLBACK", error -> replies.done(mine.connection.isUsable() ? error : null));
            mine.connection.flush();
        }
    }

    /** One shard's server has rolled the transaction back; the others must not keep their part of it. */
    public void transactionLost(Runnable then) {
        rollback(error -> then.run());
    }

    /** Sets a savepoint on all shards of the transaction; shards that join later get it before their first statement. */
    public void savepoint(String name, Outcome outcome) {
        savepoints.remove(name);
        savepoints.add(name);
        inTransaction(begunConnections(), "SAVEPOINT " + name, outcome);
    }

    public void rollbackToSavepoint(String name, Outcome outcome) {
        int at = savepoints.indexOf(name);
        if (at >= 0) {
            savepoints.subList(at + 1, savepoints.size()).clear();
        }
        inTransaction(begunConnections(), "ROLLBACK TO SAVEPOINT " + name, outcome);
    }

    public void releaseSavepoint(String name, Outcome outcome) {
        int at = savepoints.indexOf(name);
        if (at >= 0) {
            savepoints.subList(at, savepoints.size()).clear();
        }
        inTransaction(begunConnections(), "RELEASE SAVEPOINT " + name, outcome);
    }

    /** Undoes what a statement did since this savepoint, which was set on its connections only. */
    public void undoStatement(String savepoint, List<BackendConnection> ranOn, Outcome outcome) {
        inTransaction(heldAmong(ranOn), "ROLLBACK TO SAVEPOINT " + savepoint, outcome);
    }

    /** Drops a savepoint that was set on a statement's connections only. */
    public void releaseStatement(String savepoint, List<BackendConnection> ranOn, Outcome outcome) {
        inTransaction(heldAmong(ranOn), "RELEASE SAVEPOINT " + savepoint, outcome);
    }

    private List<HeldConnection> heldAmong(List<BackendConnection> some) {
        return held.values().stream()
                .filter(mine -> some.contains(mine.connection))
                .toList();
    }

    /** Sends the same to several shards of the transaction; it ends on all of them if one has lost it. */
    private void inTransaction(List<HeldConnection> connections, String sql, Outcome outcome) {
        if (broken) {
            transactionLost(() -> outcome.done(lostTransaction()));
            return;
        }
        onEach(connections, sql, error -> {
            if (error != null && isLost(connections)) {
                transactionLost(() -> outcome.done(lostTransaction()));
            } else {
                outcome.done(error);
            }
        });
    }

    private static boolean isLost(List<HeldConnection> open) {
        return open.stream().anyMatch(mine -> !mine.connection.isUsable());
    }

    private static ErrPacket lostTransaction() {
        return ErrPacket.of(SqlError.TRANSACTION_LOST.exception("the connection to a shard was lost"));
    }

    public boolean hasSavepoint(String name) {
        return savepoints.contains(name);
    }

    /**
     * A statement has ended by a defect of ours, with connections in a state that nobody knows: they are cut off, and a
     * transaction that was open on them ends on all shards.
     *
     * @param then runs later on the event loop, when whoever waited for an answer has been told
     */
    public void abandon(SqlErrorException cause, Runnable then) {
        boolean losesTransaction = inTransaction() && !lent.isEmpty();
        for (BackendConnection connection : List.copyOf(lent.keySet())) {
            connection.fail(cause);
            done(connection);
        }
        if (losesTransaction) {
            transactionLost(() -> loop.execute(then));
        } else {
            loop.execute(then);
        }
    }

    /**
     * Gives every connection back, rolling back what is open.
     *
     * @param then runs when all servers have done so, before this returns or later
     */
    public void reset(Runnable then) {
        endTransaction();
        nextCharacteristics = null;
        List<HeldConnection> open =
                held.values().stream().filter(mine -> !mine.committing).toList();
        held.clear();
        if (open.isEmpty()) {
            then.run();
            return;
        }
        var replies = new Replies(open.size(), ignored -> then.run());
        for (HeldConnection mine : open) {
            if (mine.busy) {
                mine.connection.close();
            }
            mine.pool.resetAndRelease(mine.connection, () -> replies.done(null));
        }
    }

    /** The client is gone: what still runs for it is cut off, so that its servers roll it back. */
    public void close() {
        closed = true;
        reset(() -> {});
        List.copyOf(lent.keySet()).forEach(BackendConnection::close);
        lent.clear();
    }

    /** Whether a statement takes the transaction to a shard where it is not open yet. */
    private boolean joinsTransaction(@Nullable HeldConnection mine) {
        return holdsWhatItUses() && (mine == null || !mine.begun);
    }

    private boolean holdsWhatItUses() {
        return !begin.isEmpty() || !isAutocommit();
    }

    private void beginOn(HeldConnection mine) {
        if (mine.begun || !holdsWhatItUses()) {
            return;
        }
        mine.begun = true;
        if (begin.isEmpty() && nextCharacteristics != null) {
            ahead(mine.connection, "SET TRANSACTION " + nextCharacteristics);
        }
        begin.forEach(statement -> ahead(mine.connection, statement));
        savepoints.forEach(name -> ahead(mine.connection, "SAVEPOINT " + name));
    }

    private void bringState(BackendConnection connection, boolean write, Borrower borrower, Runnable ready) {
        ConnectionState target = wanted;
        if (connection.state().equals(target)) {
            ready.run();
            return;
        }
        String set =
                target.changesFrom(connection.state(), connection.greeting().hasOldIsolationName());
        connection.state(target);
        if (set == null) {
            ready.run();
        } else if (write) {
            send(connection, set, error -> {
                if (error == null) {
                    ready.run();
                } else {
                    boolean hadTransaction = isBegunOn(connection);
                    connection.close();
                    done(connection);
                    if (hadTransaction) {
                        transactionLost(() -> borrower.refused(SqlError.TRANSACTION_LOST.exception(error.message())));
                    } else {
                        borrower.refused(
                                SqlErrorException.fromServer(error.errno(), error.sqlState(), error.message()));
                    }
                }
            });
            connection.flush();
        } else {
            ahead(connection, set);
            ready.run();
        }
    }

    /** Writes a statement ahead of another one. If it fails, the connection does, and with it what came behind. */
    public void ahead(BackendConnection connection, String sql) {
        send(connection, sql, error -> {
            if (error != null) {
                connection.fail(SqlErrorException.fromServer(error.errno(), error.sqlState(), error.message()));
            }
        });
    }

    private void send(BackendConnection connection, String sql, Outcome outcome) {
        connection.write(CommandPackets.of(connection, Command.QUERY, sql), new OkReader(connection) {
            @Override
            protected void ok(OkPacket packet) {
                outcome.done(null);
            }

            @Override
            protected void refused(ErrPacket error) {
                outcome.done(error);
            }

            @Override
            public void lost(SqlErrorException cause) {
                outcome.done(ErrPacket.of(cause));
            }
        });
    }

    private void onEach(List<HeldConnection> connections, String sql, Outcome outcome) {
        if (connections.isEmpty()) {
            outcome.done(null);
            return;
        }
        var replies = new Replies(connections.size(), outcome);
        for (HeldConnection mine : connections) {
            send(mine.connection, sql, replies);
            mine.connection.flush();
        }
    }

    /** Commits one shard after the other, so that a failure of the first one leaves all of them rolled back. */
    private void commitNext(Iterator<HeldConnection> open, int committed, int shards, Outcome outcome) {
        if (!open.hasNext()) {
            outcome.done(null);
            return;
        }
        HeldConnection mine = open.next();
        send(mine.connection, "COMMIT", error -> {
            transactionOver(mine);
            if (error == null) {
                commitNext(open, committed + 1, shards, outcome);
                return;
            }
            var rest = new ArrayList<HeldConnection>();
            open.forEachRemaining(rest::add);
            onEach(rest, "ROLLBACK", ignored -> {
                rest.forEach(this::transactionOver);
                outcome.done(committed == 0 ? error : partial(error, committed, shards));
            });
        });
        mine.connection.flush();
    }

    private static ErrPacket partial(ErrPacket error, int committed, int shards) {
        String message = "The transaction was committed on " + committed + " of " + shards
                + " shards and rolled back on the others: " + error.message();
        return new ErrPacket(error.errno(), error.sqlState(), message);
    }

    private List<HeldConnection> begunConnections() {
        return held.values().stream().filter(mine -> mine.begun).toList();
    }

    private void endTransaction() {
        if (begin.isEmpty() && !begunConnections().isEmpty()) {
            // It was for the transaction that ends now, which nobody has begun explicitly.
            nextCharacteristics = null;
        }
        begin = List.of();
        broken = false;
        savepoints.clear();
    }

    /** A held connection has nothing open any more: it goes back unless it is reserved. */
    private void transactionOver(HeldConnection mine) {
        mine.begun = false;
        mine.adopted = false;
        mine.committing = false;
        if (closed && mine.reservedBecause != null) {
            mine.pool.resetAndRelease(mine.connection, () -> {});
        } else if (mine.reservedBecause == null) {
            held.values().remove(mine);
            if (!mine.busy) {
                mine.pool.release(mine.connection);
            }
        }
    }
}
