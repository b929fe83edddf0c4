package io.shardgate.admin.preflight;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether a destination has room for the rows. A server tells how much is free only where MariaDB's plugin DISKS is
 * installed; of one on this machine its folder tells.
 */
final class DiskChecks {

    /** Each row goes into the table and into the destination's binary log. */
    private static final int WRITTEN_TWICE = 2;

    /** Below this nobody needs to look at disks. */
    private static final long NOT_WORTH_A_WORD = 1L << 30;

    private DiskChecks() {}

    static void check(SplitSides sides, Findings findings) {
        for (Shard target : sides.destinations()) {
            double needed = 0;
            for (Shard source : sides.sources()) {
                double share = source.keyRange()
                        .intersect(target.keyRange())
                        .map(range -> range.width() / source.keyRange().width())
                        .orElse(0.0);
                needed += share * size(sides, source, findings);
            }
            long bytes = Math.round(needed * WRITTEN_TWICE);
            sides.ask(target, findings, (connection, tablet) -> {
                // What a copy that goes on has written by now is not free any more, and not needed either.
                if (!TableChecks.isBegun(connection, target, sides.sources())) {
                    check(connection, tablet, target, bytes, findings);
                }
            });
        }
    }

    private static double size(SplitSides sides, Shard source, Findings findings) {
        double[] size = new double[1];
        sides.ask(
                source,
                findings,
                (connection, tablet) -> size[0] = Double.parseDouble(Texts.value(
                        connection,
                        "SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE"
                                + " table_schema = " + SqlNames.literal(tablet.database()))));
        return size[0];
    }

    static void check(Connection connection, Tablet tablet, Shard target, long bytes, Findings findings)
            throws SQLException {
        String folder = Texts.value(connection, "SELECT @@GLOBAL.datadir");
        OptionalLong free = free(connection, tablet, folder);
        String needs = "the rows of " + target.path() + " need about " + megabytes(bytes) + " MiB in " + folder
                + " of tablet " + tablet.alias() + ", with its binary log";
        if (free.isPresent() && free.getAsLong() < bytes) {
            findings.block(needs + ", and " + megabytes(free.getAsLong()) + " MiB are free; make room");
        } else if (free.isEmpty() && bytes >= NOT_WORTH_A_WORD) {
            findings.warn(needs + "; see that they are free there, the server does not tell");
        }
    }

    private static OptionalLong free(Connection connection, Tablet tablet, String folder) throws SQLException {
        boolean tells = !Texts.column(
                        connection,
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = 'information_schema' AND"
                                + " table_name = 'DISKS'")
                .isEmpty();
        if (tells) {
            // The longest of the places that the folder is in is the file system that it is on.
            List<String> kilobytes = Texts.column(
                    connection,
                    "SELECT Available FROM information_schema.DISKS WHERE LOCATE(Path, @@GLOBAL.datadir) = 1"
                            + " ORDER BY LENGTH(Path) DESC LIMIT 1");
            if (!kilobytes.isEmpty()) {
                return OptionalLong.of(Long.parseLong(kilobytes.get(0)) * 1024);
            }
        }
        try {
            if (InetAddress.getByName(tablet.host()).isLoopbackAddress() && Files.isDirectory(Path.of(folder))) {
                return OptionalLong.of(Files.getFileStore(Path.of(folder)).getUsableSpace());
            }
        } catch (UnknownHostException e) {
            throw new SQLException("the host " + tablet.host() + " of tablet " + tablet.alias() + " is not known", e);
        } catch (IOException e) {
            throw new SQLException("the free space of " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return OptionalLong.empty();
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
