package io.shardgate.admin.command;

import io.shardgate.resharding.copy.CopySettings;
import io.shardgate.resharding.copy.CopyThrottle;
import io.shardgate.serving.topology.Shard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fast rows are copied, and what holds it back: options that commands share. */
final class CopySpeed {

    @Option(
            names = "-source_reader_count",
            paramLabel = "<number>",
            defaultValue = "" + CopySettings.READERS,
            description = "How many chunks of a source are copied at the same time. Default: ${DEFAULT-VALUE}.")
    private int readers;

    @Option(
            names = "-chunk_count",
            paramLabel = "<number>",
            defaultValue = "" + CopySettings.MAX_CHUNKS,
            description = "How many chunks a table is divided into at most. Default: ${DEFAULT-VALUE}.")
    private int chunks;

    @Option(
            names = "-min_rows_per_chunk",
            paramLabel = "<number>",
            defaultValue = "" + CopySettings.MIN_ROWS_PER_CHUNK,
            description = "How many rows a chunk has at least. Default: ${DEFAULT-VALUE}.")
    private long minRowsPerChunk;

    @Option(
            names = "-write_query_max_rows",
            paramLabel = "<number>",
            defaultValue = "" + CopySettings.MAX_ROWS,
            description = "How many rows a transaction writes at most. Default: ${DEFAULT-VALUE}.")
    private int maxRows;

    @Option(
            names = "-write_query_max_size",
            paramLabel = "<bytes>",
            defaultValue = "" + CopySettings.MAX_BYTES,
            description = "About how large a statement is at most. Default: ${DEFAULT-VALUE}.")
    private int maxBytes;

    @Option(
            names = "-max_tps",
            paramLabel = "<number>",
            defaultValue = "0",
            description = "How many transactions a second each destination gets at most; 0 for any number."
                    + " Default: ${DEFAULT-VALUE}.")
    private int maxTps;

    @Option(
            names = "-max_replication_lag",
            paramLabel = "<seconds>",
            description = "Nothing is written while a replica of a destination is further behind than this."
                    + " Default: it does not matter.")
    private @Nullable Integer maxLagSeconds;

    CopySettings settings() {
        requirePositive("-source_reader_count", readers);
        requirePositive("-chunk_count", chunks);
        requirePositive("-min_rows_per_chunk", minRowsPerChunk);
        requirePositive("-write_query_max_rows", maxRows);
        requirePositive("-write_query_max_size", maxBytes);
        return new CopySettings(
                readers,
                chunks,
                minRowsPerChunk,
                maxRows,
                maxBytes,
                CopySettings.withDefaults().patience());
    }

    /** What holds a copy into these shards back. */
    CopyThrottle throttle(ControlPlane control, List<Shard> targets) {
        if (maxTps < 0) {
            throw CommandException.usage("-max_tps is " + maxTps + " and must not be negative");
        }
        if (maxLagSeconds == null) {
            return new CopyThrottle(maxTps, null, Optional::empty);
        }
        requirePositive("-max_replication_lag", maxLagSeconds);
        return new CopyThrottle(maxTps, Duration.ofSeconds(maxLagSeconds), () -> ReplicaLags.worst(control, targets));
    }

    private static void requirePositive(String option, long value) {
        if (value <= 0) {
            throw CommandException.usage(option + " is " + value + " and must be at least 1");
        }
    }
}
