package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.TableLayout;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction of the source did to one row.
 *
 * @param before null for an inserted row
 * @param after null for a deleted row
 */
record RowChange(
        TableLayout table, @Nullable Row before, @Nullable Row after) {}
