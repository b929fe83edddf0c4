package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendStatements;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.PreparedHandle;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a statement on one shard, unless its connection has done so before, and executes it there, relaying what
 * comes back. Confined to the session's event loop.
 */
public final class PreparedForward extends SingleShardStatement implements BackendStatements.Listener {

    private static final int UNKNOWN_HANDLER = 1243;
    private static final int NEEDS_PREPARING_AGAIN = 1615;

    private final PreparedText text;
    private final @Nullable PreparedCall call;
    private final @Nullable String reserveBecause;
    private final Consumer<PreparedHandle> onPrepared;

    private @Nullable PreparedHandle handle;
    private boolean preparedAgain;
    private long planningVersion;

    private PreparedForward(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            PreparedText text,
            @Nullable PreparedCall call,
            @Nullable String reserveBecause,
            Consumer<PreparedHandle> onPrepared,
            Completion completion) {
        super(execution, shard, effect, completion);
        this.text = text;
        this.call = call;
        this.reserveBecause = reserveBecause;
        this.onPrepared = onPrepared;
    }

    /**
     * Only prepares; the consumer gets the handle, which is valid until it returns.
     *
     * @param planningVersion by which tables are known now: a handle from before it may tell of other columns
     */
    public static void prepare(
            Execution execution,
            ResolvedShard shard,
            PreparedText text,
            long planningVersion,
            Consumer<PreparedHandle> onPrepared,
            Completion completion) {
        PreparedForward preparing =
                new PreparedForward(execution, shard, StatementEffect.READ, text, null, null, onPrepared, completion);
        preparing.planningVersion = planningVersion;
        preparing.start();
    }

    /** @param reserveBecause why the connection must stay with the session afterwards, or null */
    public static void execute(
            Execution execution,
            ResolvedShard shard,
            StatementEffect effect,
            PreparedCall call,
            @Nullable String reserveBecause,
            Completion completion) {
        new PreparedForward(execution, shard, effect, call.sql(), call, reserveBecause, prepared -> {}, completion)
                .start();
    }

    /** A statement means what it meant in the state in which it was prepared, so that must be certain. */
    @Override
    boolean awaitsState() {
        return true;
    }

    @Override
    void send(BackendConnection lent) {
        if (reserveBecause != null) {
            reserve(reserveBecause);
        }
        PreparedHandle known = lent.statements().find(text.sql());
        if (known != null && call == null && known.planningVersion() != planningVersion) {
            lent.statements().forget(known);
            known = null;
        }
        if (known != null) {
            prepared(known);
        } else {
            lent.statements().prepare(text.sql(), this);
            lent.flush();
        }
    }

    @Override
    public void prepared(PreparedHandle prepared) {
        handle = prepared;
        if (call == null) {
            prepared.planningVersion(planningVersion);
            onPrepared.accept(prepared);
            succeed(StatementResult.ofChange(0, 0));
        } else {
            execute(call, prepared);
        }
    }

    private void execute(PreparedCall prepared, PreparedHandle on) {
        BackendConnection lent = connection();
        PreparedCall.LongData longData = prepared.longData();
        for (int i = 0; i < longData.parameters(); i++) {
            byte[] data = longData.find(i);
            if (data != null) {
                sendLongData(lent, on.id(), i, data);
            }
        }
        ByteBuf payload = output().allocator().buffer(prepared.execute().maxLength());
        try {
            prepared.execute().write(payload, on.id(), on.boundTypes());
            lent.write(CommandPackets.of(lent, payload), RelayReader.ofResult(lent, output(), this));
        } finally {
            payload.release();
        }
        on.boundTypes(prepared.execute().types());
        lent.flush();
    }

    private static void sendLongData(BackendConnection lent, int statementId, int parameter, byte[] data) {
        ByteBuf payload = lent.channelAllocator().buffer(7 + data.length);
        try {
            payload.writeByte(Command.STMT_SEND_LONG_DATA)
                    .writeIntLE(statementId)
                    .writeShortLE(parameter)
                    .writeBytes(data);
            lent.write(CommandPackets.of(lent, payload), null);
        } finally {
            payload.release();
        }
    }

    /** The preparation was refused. */
    @Override
    public void refused(ErrPacket error) {
        fail(error);
    }

    /** The connection was lost during the preparation. */
    @Override
    public void lost(SqlErrorException cause) {
        lost(cause, false);
    }

    @Override
    public void refused(ErrPacket error, boolean begun) {
        boolean stale = error.errno() == NEEDS_PREPARING_AGAIN || error.errno() == UNKNOWN_HANDLER;
        if (stale && !begun && !preparedAgain && handle != null) {
            preparedAgain = true;
            BackendConnection lent = connection();
            lent.statements().forget(handle);
            lent.statements().prepare(text.sql(), this);
            lent.flush();
        } else {
            super.refused(error, begun);
        }
    }
}
