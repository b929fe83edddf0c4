package io.shardgate.guestbook.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads and writes messages, as any application would. Any thread may use it; the pools stay the caller's. */
public final class MessageStore {

    /** Messages that a page shows at once. */
    public static final int PAGE_SIZE = 50;

    private static final String CREATE_TABLE = """
            create table if not exists messages (
                page bigint unsigned,
                time_created_ns bigint unsigned,
                message varchar(10000),
                primary key (page, time_created_ns)
            ) engine = InnoDB default charset = utf8mb4""";

    private static final String INSERT = "insert into messages (page, time_created_ns, message) values (?, ?, ?)";

    // One more than is shown tells whether there are older ones.
    private static final String ORDER = " order by time_created_ns desc limit " + (PAGE_SIZE + 1);

    private static final String NEWEST = "select time_created_ns, message from messages where page = ?" + ORDER;

    private static final String OLDER =
            "select time_created_ns, message from messages where page = ? and time_created_ns < ?" + ORDER;

    private static final int ER_DUP_ENTRY = 1062;

    private final ConnectionPools pools;
    private final UniqueTime time;

    public MessageStore(ConnectionPools pools, UniqueTime time) {
        this.pools = pools;
        this.time = time;
    }

    /** Creates the table where it is missing. */
    public void createTable() throws SQLException {
        try (Connection connection = pools.connection(Source.PRIMARY);
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE_TABLE);
        }
    }

    /** Fails unless the table can be read there. */
    public void check(Source source) throws SQLException {
        newest(source, new PageNumber(0));
    }

    /**
     * Stores a message under the present time, and returns it when it is committed.
     *
     * @throws OutcomeUnknownException if the connection was lost while it committed
     * @throws SQLException if it was not stored
     */
    public Message add(PageNumber page, String text) throws SQLException {
        while (true) {
            Message message = new Message(page, time.next(), text);
            try {
                add(message);
                return message;
            } catch (SQLException e) {
                // Another guestbook has written to this page in the same nanosecond: the next one is free again.
                if (e.getErrorCode() != ER_DUP_ENTRY) {
                    throw e;
                }
            }
        }
    }

    /**
     * Stores a message under its own time.
     *
     * @throws OutcomeUnknownException if the connection was lost while it committed
     * @throws SQLException if it was not stored
     */
    public void add(Message message) throws SQLException {
        try (Connection connection = pools.connection(Source.PRIMARY)) {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                UnsignedBigint.set(insert, 1, message.page().bits());
                UnsignedBigint.set(insert, 2, message.timeCreatedNs());
                insert.setString(3, message.text());
                insert.executeUpdate();
            }
            Commits.commit(connection);
        }
    }

    /** The newest messages of a page. */
    public MessagePage newest(Source source, PageNumber page) throws SQLException {
        return read(source, page, OptionalLong.empty());
    }

    /** The newest messages of a page that are older than {@code beforeNs}. */
    public MessagePage older(Source source, PageNumber page, long beforeNs) throws SQLException {
        return read(source, page, OptionalLong.of(beforeNs));
    }

    private MessagePage read(Source source, PageNumber page, OptionalLong beforeNs) throws SQLException {
        try (Connection connection = pools.connection(source);
                PreparedStatement select = connection.prepareStatement(beforeNs.isPresent() ? OLDER : NEWEST)) {
            UnsignedBigint.set(select, 1, page.bits());
            if (beforeNs.isPresent()) {
                UnsignedBigint.set(select, 2, beforeNs.getAsLong());
            }
            List<Message> messages = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String text = rows.getString(2);
                    messages.add(new Message(page, UnsignedBigint.get(rows, 1), text == null ? "" : text));
                }
            }
            boolean hasOlder = messages.size() > PAGE_SIZE;
            return new MessagePage(page, hasOlder ? messages.subList(0, PAGE_SIZE) : messages, hasOlder, source);
        }
    }
}
