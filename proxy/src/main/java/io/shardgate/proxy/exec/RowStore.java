package io.shardgate.proxy.exec;

import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that a statement has to hold in memory, as many as its limits allow. Confined to the session's event loop. */
final class RowStore {

    private final ExecutionLimits limits;
    private final List<byte[] @Nullable []> rows = new ArrayList<>();
    private long bytes;

    RowStore(ExecutionLimits limits) {
        this.limits = limits;
    }

    /**
     * Keeps the row.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException PLAN_TOO_LARGE when that would be too much
     */
    void add(byte[] @Nullable [] values) {
        for (byte[] value : values) {
            bytes += value == null ? 8 : value.length + 16;
        }
        if (rows.size() >= limits.maxRows() || bytes > limits.maxBytes()) {
            throw SqlError.PLAN_TOO_LARGE.exception(limits.maxBytes());
        }
        rows.add(values);
    }

    void sort(Comparator<byte[] @Nullable []> order) {
        rows.sort(order);
    }

    /** The rows in their order. */
    List<byte[] @Nullable []> all() {
        return Collections.unmodifiableList(rows);
    }
}
