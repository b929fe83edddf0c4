package io.shardgate.resharding.copy;

import java.time.Duration;

/**
 * How a copy goes about it.
 *
 * @param readers how many chunks of a source are copied at the same time
 * @param maxChunks how many chunks a table is divided into at most
 * @param minRowsPerChunk tables are not divided further than this
 * @param maxRows how many rows are written in one transaction at most
 * @param maxBytes about how large a statement is at most
 * @param patience for how long a copy that gets no further waits for servers that do not answer
 */
public record CopySettings(
        int readers, int maxChunks, long minRowsPerChunk, int maxRows, int maxBytes, Duration patience) {

    public static final int READERS = 4;
    public static final int MAX_CHUNKS = 1_000;
    public static final long MIN_ROWS_PER_CHUNK = 10_000;
    public static final int MAX_ROWS = 10_000;
    public static final int MAX_BYTES = 1 << 20;

    public static CopySettings withDefaults() {
        return new CopySettings(READERS, MAX_CHUNKS, MIN_ROWS_PER_CHUNK, MAX_ROWS, MAX_BYTES, Duration.ofMinutes(10));
    }
}
