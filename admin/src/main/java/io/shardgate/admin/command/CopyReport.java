package io.shardgate.admin.command;

import io.shardgate.resharding.copy.CopyProgress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells of a copy, of all its sources together, once a second. Safe for all threads. */
final class CopyReport implements CopyProgress {

    private static final long SECOND = 1_000_000_000L;

    private final CommandOutput out;
    private final long startNanos = System.nanoTime();

    /** Guarded by this. */
    private final Map<String, Long> planned = new TreeMap<>();

    private long read;
    private long lastNanos = startNanos;
    private long lastWaitingNanos = startNanos - 10 * SECOND;

    CopyReport(CommandOutput out) {
        this.out = out;
    }

    @Override
    public synchronized void planned(String table, long rows) {
        planned.merge(table, rows, Long::sum);
    }

    @Override
    public synchronized void read(String table, long rows) {
        read += rows;
        long now = System.nanoTime();
        if (now - lastNanos >= SECOND) {
            lastNanos = now;
            double seconds = (now - startNanos) / 1e9;
            long rate = Math.max(1, Math.round(read / seconds));
            // Servers only estimate how many rows a table has.
            long all = Math.max(
                    read, planned.values().stream().mapToLong(Long::longValue).sum());
            out.progress(
                    (double) read / Math.max(1, all),
                    String.format(
                            Locale.ROOT,
                            "%d of about %d rows, %d rows/s, about %s left",
                            read,
                            all,
                            rate,
                            duration((all - read) / rate)));
        }
    }

    private static String duration(long seconds) {
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    @Override
    public synchronized void waiting(String reason) {
        long now = System.nanoTime();
        if (now - lastWaitingNanos >= 10 * SECOND) {
            lastWaitingNanos = now;
            out.note("waiting: " + reason);
        }
    }
}
