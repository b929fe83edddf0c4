package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.proxy.wire.Command;
import org.jspecify.annotations.Nullable;

/** Sends one text statement to one shard and relays what comes back. Confined to the session's event loop. */
public final class Forward extends SingleShardStatement {

    private final byte[] text;
    private final int from;
    private final int to;
    private final @Nullable String reserveBecause;

    private Forward(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            byte[] text,
            int from,
            int to,
            @Nullable String reserveBecause,
            Completion completion) {
        super(execution, shard, effect, completion);
        this.text = text;
        this.from = from;
        this.to = to;
        this.reserveBecause = reserveBecause;
    }

    /**
     * Forwards the text of a statement.
     *
     * @param text must not change before the statement has ended
     * @param reserveBecause why the connection must stay with the session afterwards, or null
     */
    public static void run(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            byte[] text,
            int from,
            int to,
            @Nullable String reserveBecause,
            Completion completion) {
        new Forward(execution, shard, effect, text, from, to, reserveBecause, completion).start();
    }

    @Override
    void send(BackendConnection lent) {
        if (reserveBecause != null) {
            reserve(reserveBecause);
        }
        lent.write(
                CommandPackets.of(lent, Command.QUERY, text, from, to), RelayReader.ofResult(lent, output(), this));
        lent.flush();
    }
}
