package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeader;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Tablet;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the transactions of one server's binary log from a position on. {@link #run} blocks; {@link #close} ends it from
 * any thread.
 */
final class BinlogReader implements AutoCloseable {

    private static final long CONNECT_MILLIS = 5_000;
    private static final long HEARTBEAT_MILLIS = 1_000;

    /** What stands beside transactions in a binary log, or explains them. */
    private static final Set<EventType> WITHOUT_CHANGES = Collections.unmodifiableSet(EnumSet.of(
            EventType.START_V3,
            EventType.STOP,
            EventType.ROTATE,
            EventType.FORMAT_DESCRIPTION,
            EventType.INTVAR,
            EventType.RAND,
            EventType.USER_VAR,
            EventType.HEARTBEAT,
            EventType.IGNORABLE,
            EventType.ROWS_QUERY,
            EventType.ANNOTATE_ROWS,
            EventType.PREVIOUS_GTIDS,
            EventType.TRANSACTION_CONTEXT,
            EventType.VIEW_CHANGE,
            EventType.BINLOG_CHECKPOINT,
            EventType.MARIADB_GTID_LIST));

    /** Statements that change no row and no table. */
    private static final List<String> HARMLESS = List.of(
            "SAVEPOINT",
            "ROLLBACK TO",
            "RELEASE SAVEPOINT",
            "FLUSH",
            "ANALYZE",
            "OPTIMIZE",
            "REPAIR",
            "GRANT",
            "REVOKE",
            "CREATE DATABASE IF NOT EXISTS",
            "CREATE USER",
            "ALTER USER",
            "DROP USER",
            "SET PASSWORD",
            "RENAME USER",
            "CREATE ROLE",
            "DROP ROLE",
            "CREATE DATABASE",
            "CREATE TEMPORARY",
            "DROP TEMPORARY",
            "DROP /*!40005 TEMPORARY */",
            "DROP /*!40005 TEMPORARY");

    private final BinaryLogClient client;
    private final String database;
    private final Map<String, TableLayout> tables;
    private final Map<String, String> unreadable;
    private final String targetPath;

    /** DDL may name the database while another one is the session's own. */
    private final Pattern mentionsDatabase;

    private final Consumer<SourceTransaction> sink;

    private final Map<Long, TableMapEventData> mapped = new HashMap<>();
    private final List<RowChange> changes = new ArrayList<>();
    private @Nullable String gtid;
    private boolean open;
    private volatile @Nullable RuntimeException failure;
    private volatile long heardNanos = System.nanoTime();

    /**
     * A reader that has not begun.
     *
     * @param serverId under which it is a replica; unique among those of the source
     * @param tables those whose changes are wanted, by name; of others nothing is read
     * @param unreadable of these, tables of which no change may come, and why
     * @param targetPath what the changes are for, as keyspace/shard, to be told to operators
     * @param sink gets each transaction, whether it has such changes or not, on the thread of {@link #run}; it may throw
     */
    BinlogReader(
            Tablet source,
            ServerAccess access,
            long serverId,
            Position from,
            Map<String, TableLayout> tables,
            Map<String, String> unreadable,
            String targetPath,
            Consumer<SourceTransaction> sink) {
        Account account = access.repl();
        this.client = new BinaryLogClient(source.host(), source.mysqlPort(), account.name(), account.password());
        this.database = source.database();
        this.tables = Map.copyOf(tables);
        this.unreadable = Map.copyOf(unreadable);
        this.targetPath = targetPath;
        this.mentionsDatabase = Pattern.compile(
                "(?<![\\w$])" + Pattern.quote(database) + "(?![\\w$])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
        this.sink = sink;
        client.setServerId(serverId);
        client.setGtidSet(from.toString());
        client.setUseBinlogFilenamePositionInGtidMode(false);
        client.setKeepAlive(false);
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setHeartbeatInterval(HEARTBEAT_MILLIS);
        client.setSSLMode(ssl(access.tls()));
        client.setEventDeserializer(BinlogEvents.deserializer());
        client.registerEventListener(this::take);
        client.registerLifecycleListener(new Failures());
    }

    private static SSLMode ssl(ServerAccess.Tls tls) {
        return switch (tls) {
            case DISABLED -> SSLMode.DISABLED;
            case PREFERRED -> SSLMode.PREFERRED;
            case REQUIRED -> SSLMode.REQUIRED;
            case VERIFY_CA -> SSLMode.VERIFY_CA;
            case VERIFY_IDENTITY -> SSLMode.VERIFY_IDENTITY;
        };
    }

    /** Reads until it is closed, or fails. */
    void run() throws IOException {
        client.connect();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** For how long the source has said nothing; while it is well it says each second at least that it is. */
    long silentMillis() {
        return (System.nanoTime() - heardNanos) / 1_000_000;
    }

    private void take(Event event) {
        heardNanos = System.nanoTime();
        try {
            take(event.getHeader(), event.getData());
        } catch (RuntimeException e) {
            failure = e;
            close();
        }
    }

    private void take(EventHeader header, @Nullable EventData data) {
        if (failure != null) {
            return;
        }
        EventType type = header.getEventType();
        if (data instanceof GtidEventData started) {
            begin(String.valueOf(started.getMySqlGtid()), false);
        } else if (data instanceof MariadbGtidEventData started) {
            boolean isStandalone = (started.getFlags() & MariadbGtidEventData.FL_STANDALONE) != 0;
            begin(started.getDomainId() + "-" + started.getServerId() + "-" + started.getSequence(), !isStandalone);
        } else if (data instanceof QueryEventData query) {
            takeQuery(query, header);
        } else if (type == EventType.XID) {
            commit(header);
        } else if (data instanceof TableMapEventData table) {
            mapped.put(table.getTableId(), table);
        } else if (data instanceof WriteRowsEventData rows) {
            TableLayout table = table(rows.getTableId());
            if (table != null) {
                rows.getRows().forEach(row -> add(table, null, null, row, rows.getIncludedColumns()));
            }
        } else if (data instanceof UpdateRowsEventData rows) {
            TableLayout table = table(rows.getTableId());
            if (table != null) {
                rows.getRows()
                        .forEach(row -> add(
                                table,
                                row.getKey(),
                                rows.getIncludedColumnsBeforeUpdate(),
                                row.getValue(),
                                rows.getIncludedColumns()));
            }
        } else if (data instanceof DeleteRowsEventData rows) {
            TableLayout table = table(rows.getTableId());
            if (table != null) {
                rows.getRows().forEach(row -> add(table, row, rows.getIncludedColumns(), null, null));
            }
        } else if (type == EventType.TRANSACTION_PAYLOAD) {
            throw new StreamException(
                    "the source compresses its binary log; set binlog_transaction_compression = OFF there");
        } else if (type == EventType.XA_PREPARE) {
            throw new StreamException("an XA transaction was prepared on the source, which cannot be followed;"
                    + " finish it without XA, then start again with CancelResharding");
        } else if (!WITHOUT_CHANGES.contains(type)) {
            // As of JSON columns where sessions log only what has changed in them, or of LOAD DATA as a statement.
            throw new StreamException("the binary log has an event of the type " + type
                    + ", which may hide changes; see that no session of the source has another binlog_format than ROW,"
                    + " or binlog_row_value_options set, run CancelResharding " + targetPath
                    + ", empty the destinations, and copy again with SplitClone");
        }
    }

    private void begin(String startedGtid, boolean isOpen) {
        gtid = startedGtid;
        open = isOpen;
        changes.clear();
    }

    private @Nullable TableLayout table(long tableId) {
        TableMapEventData table = mapped.get(tableId);
        TableLayout layout =
                table != null && table.getDatabase().equals(database) ? tables.get(table.getTable()) : null;
        if (layout != null && unreadable.containsKey(layout.name())) {
            throw new StreamException(String.valueOf(unreadable.get(layout.name())));
        }
        if (table != null && layout != null && table.getColumnTypes().length != layout.columnsOfTable()) {
            throw new StreamException("table " + layout.name() + " had " + table.getColumnTypes().length
                    + " columns when the source changed its rows and has " + layout.columnsOfTable()
                    + " now; run CancelResharding " + targetPath
                    + ", empty the destinations, and copy again with SplitClone");
        }
        return layout;
    }

    private void add(
            TableLayout table,
            Serializable @Nullable [] before,
            @Nullable BitSet beforeColumns,
            Serializable @Nullable [] after,
            @Nullable BitSet afterColumns) {
        changes.add(new RowChange(
                table,
                before == null || beforeColumns == null ? null : BinlogValues.row(table, before, beforeColumns),
                after == null || afterColumns == null ? null : BinlogValues.row(table, after, afterColumns)));
    }

    private void takeQuery(QueryEventData query, EventHeader header) {
        String sql = query.getSql().strip();
        String words = sql.toUpperCase(Locale.ROOT);
        if (words.equals("BEGIN")) {
            open = true;
        } else if (words.equals("COMMIT")) {
            commit(header);
        } else if (words.equals("ROLLBACK")) {
            changes.clear();
            commit(header);
        } else if (HARMLESS.stream().anyMatch(words::startsWith)
                || !(query.getDatabase().equals(database)
                        || mentionsDatabase.matcher(sql).find())) {
            if (!open) {
                commit(header);
            }
        } else {
            throw SchemaChangeException.of(sql, String.valueOf(gtid), targetPath);
        }
    }

    private void commit(EventHeader header) {
        String committed = gtid;
        if (committed != null) {
            sink.accept(new SourceTransaction(committed, changes, header.getTimestamp()));
        }
        gtid = null;
        open = false;
        changes.clear();
        mapped.clear();
    }

    @Override
    public void close() {
        try {
            client.disconnect();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
            client.setKeepAlive(false);
        }
    }

    /** Puts what goes wrong on the library's side where {@link #run} finds it. */
    private final class Failures extends BinaryLogClient.AbstractLifecycleListener {

        @Override
        public void onEventDeserializationFailure(BinaryLogClient failed, Exception e) {
            failure = new StreamException("the binary log has an event that cannot be read: " + e);
            close();
        }

        @Override
        public void onCommunicationFailure(BinaryLogClient failed, Exception e) {
            if (failure == null) {
                failure = new LostConnectionException(e);
            }
        }
    }

    /** The connection was lost; the reader may begin again where it was. */
    static final class LostConnectionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LostConnectionException(Exception cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
