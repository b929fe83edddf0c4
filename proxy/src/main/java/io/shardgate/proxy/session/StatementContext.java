package io.shardgate.proxy.session;

import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.proxy.exec.Completion;
import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.exec.ResultWriter;
import org.jspecify.annotations.Nullable;

/**
 * One statement on its way through a session.
 *
 * @param tokens the statement; valid until it has ended
 * @param call its parameters, if it came as a prepared statement
 * @param again starts it anew, with the newest snapshot, as long as nothing of it was done
 */
record StatementContext(Fingerprint tokens, @Nullable PreparedCall call, Completion completion, Runnable again) {

    /** How the client expects rows. */
    ResultWriter.Format format() {
        return call == null ? ResultWriter.Format.TEXT : ResultWriter.Format.BINARY;
    }
}
