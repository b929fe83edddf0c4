package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.DeleteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/** Deleted rows, with dates and times as text. The library has a class for each kind of change, and so have we. */
final class DeletedRowsReader extends DeleteRowsEventDataDeserializer {

    DeletedRowsReader(Map<Long, TableMapEventData> tables) {
        super(tables);
    }

    @Override
    protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
        return BinlogTimes.date(in);
    }

    @Override
    protected Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in) throws IOException {
        return BinlogTimes.dateTime(digits, in);
    }

    @Override
    protected Serializable deserializeTimestampV2(int digits, ByteArrayInputStream in) throws IOException {
        return BinlogTimes.timestamp(digits, in);
    }

    @Override
    protected Serializable deserializeTimeV2(int digits, ByteArrayInputStream in) throws IOException {
        return BinlogTimes.timeOfDay(digits, in);
    }
}
