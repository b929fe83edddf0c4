package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.wire.Command;
import io.shardgate.serving.snapshot.ResolvedShard;

/** Sends COM_FIELD_LIST to one shard; the mysql client asks with it for the columns of each table. */
public final class FieldListForward extends SingleShardStatement {

    private final byte[] payload;

    private FieldListForward(Execution execution, ResolvedShard shard, byte[] payload, Completion completion) {
        super(execution, shard, StatementEffect.READ, completion);
        this.payload = payload;
    }

    /** @param payload the command's payload without its command byte; must not change any more */
    public static void run(Execution execution, ResolvedShard shard, byte[] payload, Completion completion) {
        new FieldListForward(execution, shard, payload, completion).start();
    }

    @Override
    void send(BackendConnection lent) {
        lent.write(CommandPackets.of(lent, Command.FIELD_LIST, payload), RelayReader.ofFieldList(lent, output(), this));
        lent.flush();
    }
}
