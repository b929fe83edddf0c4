package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.PageNumber;
import io.shardgate.guestbook.message.Source;
import io.shardgate.guestbook.message.UnsignedBigint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the ledger with the rows on the primary, when nothing is written any more. It reads page by page, as readers
 * do, and then counts all rows of the run at once: a copy of a row on a shard that does not own it is seen by no reader
 * of its page, and only the count tells. Used once, by one thread.
 */
final class FinalCheck {

    private static final int CHUNK = 1000;
    private static final int MAX_EXAMPLES = 10;

    private static final String ROWS = "select time_created_ns, message from messages where page = ?"
            + " and time_created_ns >= ? order by time_created_ns limit " + CHUNK;

    private static final String COUNT = "select count(*) from messages where message like ?";

    private final Ledger ledger;
    private final int pages;
    private final long firstNs;

    private final List<String> examples = new ArrayList<>();
    private long lost;
    private long duplicated;
    private long changed;
    private long unacknowledged;
    private long rowsOfRun;

    /** @param firstNs no message of the run is older */
    FinalCheck(Ledger ledger, int pages, long firstNs) {
        this.ledger = ledger;
        this.pages = pages;
        this.firstNs = firstNs;
    }

    Findings run(ConnectionPools pools) throws SQLException {
        try (Connection connection = pools.connection(Source.PRIMARY)) {
            for (int number = 1; number <= pages; number++) {
                checkPage(connection, new PageNumber(number));
                // The next page is read as it is then.
                connection.commit();
            }
            long counted = count(connection);
            if (counted > rowsOfRun) {
                duplicated += counted - rowsOfRun;
                example("%d rows more in a count of all shards than in the pages".formatted(counted - rowsOfRun));
            } else if (counted < rowsOfRun) {
                duplicated += rowsOfRun - counted;
                example("%d rows more in the pages than in a count of all shards".formatted(rowsOfRun - counted));
            }
        }
        return new Findings(lost, duplicated, changed, unacknowledged, examples);
    }

    private void checkPage(Connection connection, PageNumber page) throws SQLException {
        long[] acknowledged = ledger.times(page);
        int[] found = new int[acknowledged.length];
        try (PreparedStatement select = connection.prepareStatement(ROWS)) {
            long from = firstNs;
            int rowsOfChunk;
            do {
                UnsignedBigint.set(select, 1, page.bits());
                UnsignedBigint.set(select, 2, from);
                rowsOfChunk = 0;
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        rowsOfChunk++;
                        long time = UnsignedBigint.get(rows, 1);
                        checkRow(page, time, String.valueOf(rows.getString(2)), acknowledged, found);
                        from = time + 1;
                    }
                }
            } while (rowsOfChunk == CHUNK);
        }
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                lost++;
                example("lost: " + ledger.text(page, acknowledged[i]));
            }
        }
    }

    private void checkRow(PageNumber page, long time, String text, long[] acknowledged, int[] found) {
        boolean isOfRun = text.startsWith(ledger.prefix());
        boolean isAsWritten = text.equals(ledger.text(page, time));
        String key = page + "/" + Long.toUnsignedString(time);
        rowsOfRun += isOfRun ? 1 : 0;
        int index = Arrays.binarySearch(acknowledged, time);
        if (index >= 0) {
            found[index]++;
            if (found[index] > 1) {
                duplicated++;
                example("duplicated: " + key + " came twice");
            }
            if (!isAsWritten) {
                changed++;
                example("changed: " + key + " now says " + text);
            }
        } else if (isOfRun && isAsWritten) {
            unacknowledged++;
        } else if (isOfRun) {
            duplicated++;
            example("duplicated: " + text + " stands also at " + key);
        }
    }

    private long count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setString(1, ledger.prefix() + "%");
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private void example(String text) {
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(text);
        }
    }
}
