package io.shardgate.proxy.session;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendPool;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.OkReader;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends another session of this proxy, or the statement that it runs.
 *
 * <p>A running statement is ended where it runs: KILL QUERY goes to each server, on another connection, and the statement
 * then fails with the server's own error.
 */
final class Kills {

    private static final Logger log = LoggerFactory.getLogger(Kills.class);

    private Kills() {}

    static void killConnection(Session killer, int connectionId) {
        Session victim = find(killer, connectionId);
        if (victim == killer) {
            killer.closeAfterAnswer();
            throw SqlError.QUERY_INTERRUPTED.exception();
        }
        victim.eventLoop().execute(() -> victim.output().close());
    }

    static void killQuery(Session killer, int connectionId) {
        Session victim = find(killer, connectionId);
        victim.eventLoop().execute(() -> killRunning(victim));
    }

    /** Ends what a session runs. On the session's event loop. */
    static void killRunning(Session victim) {
        // It may be between two servers, or wait for its first one.
        victim.connections().interrupt();
        victim.interruptWaiting();
        for (BackendConnection running : victim.connections().running()) {
            killOn(victim, running);
        }
    }

    private static Session find(Session killer, int connectionId) {
        Session victim = killer.services()
                .registry()
                .find(connectionId)
                .orElseThrow(() -> SqlError.NO_SUCH_THREAD.exception(Integer.toUnsignedString(connectionId)));
        if (!victim.client().user().equals(killer.client().user())) {
            throw SqlError.NOT_OWNER_OF_THREAD.exception(Integer.toUnsignedString(connectionId));
        }
        return victim;
    }

    /**
     * Ends what runs for a client that has gone away. A server that is busy does not notice that its connection was closed,
     * and would keep the transaction's locks until the statement ends by itself.
     */
    static void killAbandoned(Session victim) {
        for (BackendConnection running : victim.connections().running()) {
            send(victim, running, "KILL ", () -> true);
        }
    }

    private static void killOn(Session victim, BackendConnection running) {
        // The statement may have ended by then, and its connection run the session's next one, or another session's.
        long command = victim.commandNumber();
        send(victim, running, "KILL QUERY ", () -> {
            boolean stillRuns = victim.commandNumber() == command
                    && victim.connections().running().contains(running);
            if (stillRuns) {
                // The kill may still arrive after the statement has ended; it must not meet another session's then.
                running.retire();
            }
            return stillRuns;
        });
    }

    private static void send(Session victim, BackendConnection running, String kill, BooleanSupplier isWanted) {
        int serverId = running.greeting().connectionId();
        BackendPool pool = victim.services().sidePools().pool(victim.eventLoop(), running.endpoint(), false);
        pool.acquire(running.state(), new Borrower() {
            @Override
            public void lent(BackendConnection side) {
                if (!isWanted.getAsBoolean()) {
                    pool.release(side);
                    return;
                }
                String sql = kill + Integer.toUnsignedString(serverId);
                side.write(CommandPackets.of(side, Command.QUERY, sql), new OkReader(side) {
                    @Override
                    protected void ok(OkPacket packet) {
                        pool.release(side);
                    }

                    @Override
                    protected void refused(ErrPacket error) {
                        // Mostly it had ended already.
                        log.debug("statement could not be killed tablet={} error={}", side.endpoint(), error.message());
                        pool.release(side);
                    }

                    @Override
                    public void lost(SqlErrorException cause) {
                        pool.release(side);
                    }
                });
                side.flush();
            }

            @Override
            public void refused(SqlErrorException cause) {
                log.warn("statement could not be killed tablet={} cause={}", running.endpoint(), cause.getMessage());
            }
        });
    }
}
