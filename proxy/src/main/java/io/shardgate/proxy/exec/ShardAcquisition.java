package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.tx.ShardTarget;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes connections to several shards for one statement: all of them or none. Confined to the session's event loop.
 *
 * <p>They are taken in the order of the shards, so that two statements never wait for each other's. Those that are idle
 * are taken in a loop, so that any number of shards needs no deep stack.
 */
final class ShardAcquisition implements Borrower {

    /** Is told once how it ended. */
    interface Listener {

        /** The connections, in the order of the shards. */
        void lent(List<BackendConnection> connections);

        /** None is lent any more. */
        void refused(SqlErrorException cause);
    }

    private final Execution execution;
    private final List<ResolvedShard> shards;
    private final StatementEffect effect;
    private final Listener listener;
    private final List<BackendConnection> lent = new ArrayList<>();
    private boolean looping;

    private ShardAcquisition(
            Execution execution, List<ResolvedShard> shards, StatementEffect effect, Listener listener) {
        this.execution = execution;
        this.shards = List.copyOf(shards);
        this.effect = effect;
        this.listener = listener;
    }

    static void take(Execution execution, List<ResolvedShard> shards, StatementEffect effect, Listener listener) {
        new ShardAcquisition(execution, shards, effect, listener).takeRest();
    }

    private void takeRest() {
        looping = true;
        int before = -1;
        while (before < lent.size() && lent.size() < shards.size()) {
            before = lent.size();
            take(shards.get(before));
        }
        looping = false;
        if (lent.size() == shards.size()) {
            listener.lent(List.copyOf(lent));
        }
    }

    private void take(ResolvedShard shard) {
        try {
            execution
                    .connections()
                    .acquire(
                            ShardTarget.of(shard),
                            execution.shards().endpoint(shard),
                            effect == StatementEffect.WRITE,
                            this);
        } catch (SqlErrorException e) {
            refused(e);
        }
    }

    @Override
    public void lent(BackendConnection connection) {
        lent.add(connection);
        if (!looping) {
            takeRest();
        }
    }

    /** Nothing has been asked yet; what was written ahead of a statement is on its way and does no harm. */
    @Override
    public void refused(SqlErrorException cause) {
        for (BackendConnection connection : lent) {
            connection.flush();
            execution.connections().done(connection);
        }
        listener.refused(cause);
    }
}
