package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.wire.Command;
import io.shardgate.serving.snapshot.ResolvedShard;
import org.jspecify.annotations.Nullable;

/** Sends one text statement to one shard and relays what comes back. Confined to the session's event loop. */
public final class Forward extends SingleShardStatement {

    private final StatementText text;
    private final @Nullable String reserveBecause;

    private Forward(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            StatementText text,
            @Nullable String reserveBecause,
            Completion completion) {
        super(execution, shard, effect, completion);
        this.text = text;
        this.reserveBecause = reserveBecause;
    }

    /**
     * Forwards the text of a statement.
     *
     * @param reserveBecause why the connection must stay with the session afterwards, or null
     */
    public static void run(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            StatementText text,
            @Nullable String reserveBecause,
            Completion completion) {
        new Forward(execution, shard, effect, text, reserveBecause, completion).start();
    }

    @Override
    void send(BackendConnection lent) {
        if (reserveBecause != null) {
            reserve(reserveBecause);
        }
        lent.write(
                CommandPackets.of(lent, Command.QUERY, text.bytes(), text.from(), text.to()),
                RelayReader.ofResult(lent, output(), this));
        lent.flush();
    }
}
