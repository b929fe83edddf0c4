package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.CompatibilityMode;
import com.github.shyiko.mysql.binlog.event.deserialization.EventHeaderV4Deserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.FormatDescriptionEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.GtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.MariadbGtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.QueryEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.RotateEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.XidEventDataDeserializer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Which events of a binary log are read, and how. */
final class BinlogEvents {

    private BinlogEvents() {}

    static EventDeserializer deserializer() {
        Map<Long, TableMapEventData> tables = new HashMap<>();
        EventDeserializer events = new EventDeserializer(
                new EventHeaderV4Deserializer(), new NullEventDataDeserializer(), new IdentityHashMap<>(), tables);
        events.setEventDataDeserializer(EventType.FORMAT_DESCRIPTION, new FormatDescriptionEventDataDeserializer());
        events.setEventDataDeserializer(EventType.ROTATE, new RotateEventDataDeserializer());
        events.setEventDataDeserializer(EventType.QUERY, new QueryEventDataDeserializer());
        events.setEventDataDeserializer(EventType.XID, new XidEventDataDeserializer());
        events.setEventDataDeserializer(EventType.GTID, new GtidEventDataDeserializer());
        events.setEventDataDeserializer(EventType.MARIADB_GTID, new MariadbGtidEventDataDeserializer());
        events.setEventDataDeserializer(EventType.TABLE_MAP, new TableMapEventDataDeserializer());
        events.setEventDataDeserializer(EventType.WRITE_ROWS, new InsertedRowsReader(tables));
        events.setEventDataDeserializer(EventType.UPDATE_ROWS, new UpdatedRowsReader(tables));
        events.setEventDataDeserializer(EventType.DELETE_ROWS, new DeletedRowsReader(tables));
        events.setEventDataDeserializer(
                EventType.EXT_WRITE_ROWS, new InsertedRowsReader(tables).setMayContainExtraInformation(true));
        events.setEventDataDeserializer(
                EventType.EXT_UPDATE_ROWS, new UpdatedRowsReader(tables).setMayContainExtraInformation(true));
        events.setEventDataDeserializer(
                EventType.EXT_DELETE_ROWS, new DeletedRowsReader(tables).setMayContainExtraInformation(true));
        events.setCompatibilityMode(CompatibilityMode.CHAR_AND_BINARY_AS_BYTE_ARRAY);
        return events;
    }
}
