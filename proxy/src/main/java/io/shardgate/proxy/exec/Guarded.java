package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;

/**
 * Runs a step of a statement so that whatever goes wrong in it ends the statement with an error: a step that another
 * thread or a server's answer set off has no caller that could tell the client.
 */
public final class Guarded {

    private Guarded() {}

    /**
     * Runs the step. After a defect of ours nothing is known of the connections that the statement ran on, so they are
     * cut off, and with them the transaction that was open there.
     */
    public static void run(Execution execution, Completion completion, Runnable step) {
        try {
            step.run();
        } catch (SqlErrorException e) {
            completion.failed(ErrPacket.of(e));
        } catch (MalformedPacketException e) {
            completion.failed(ErrPacket.of(SqlError.MALFORMED_PACKET.exception()));
        } catch (RuntimeException | StackOverflowError e) {
            SqlErrorException defect = execution.defect(e);
            execution.connections().abandon(defect, () -> completion.failed(ErrPacket.of(defect)));
        }
    }
}
