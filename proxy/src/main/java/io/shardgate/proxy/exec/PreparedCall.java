package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.StatementExecute;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a prepared statement.
 *
 * @param sql the statement's text; must not change any more
 * @param execute the parameters as the client sent them
 * @param longData what was sent for each parameter beforehand, null where nothing was
 */
public record PreparedCall(PreparedText sql, StatementExecute execute, LongData longData) {

    /** What COM_STMT_SEND_LONG_DATA has sent for a statement's parameters. */
    public static final class LongData {

        public static final LongData NONE = new LongData(new byte[0][]);

        private final byte[] @Nullable [] byParameter;

        /** Takes the array. */
        public LongData(byte[] @Nullable [] byParameter) {
            this.byParameter = byParameter;
        }

        /** What was sent for a parameter, or null. */
        public byte @Nullable [] find(int parameter) {
            return parameter < byParameter.length ? byParameter[parameter] : null;
        }

        int parameters() {
            return byParameter.length;
        }
    }
}
