package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.ColumnDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of a combined result, one after the other, in their order. Confined to the session's event loop.
 *
 * <p>Sinks form a chain: each does its part and passes on what remains to the next one, down to the client.
 */
interface RowSink {

    /** Comes first, once. */
    void columns(List<ColumnDefinition> columns);

    /** @param values each value's text, null for NULL; the sink may keep the array */
    void row(byte[] @Nullable [] values);

    /** Whether more rows would change nothing, so that the rest need not be read. */
    boolean isSatisfied();

    /** Comes last, once, unless the statement failed. */
    void end();
}
