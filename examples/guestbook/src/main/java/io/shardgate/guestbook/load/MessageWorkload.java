package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.Commits;
import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessagePage;
import io.shardgate.guestbook.message.MessageStore;
import io.shardgate.guestbook.message.PageNumber;
import io.shardgate.guestbook.message.Source;
import io.shardgate.guestbook.message.UniqueTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Messages on pages, through the same store as the web pages, so that what it finds is what their users would have met. */
public final class MessageWorkload implements Workload {

    private final ConnectionPools pools;
    private final int pages;
    private final UniqueTime time = new UniqueTime(Clock.systemUTC());
    private final MessageStore store;
    private final long firstNs = time.next();
    private Ledger ledger = new Ledger(Long.toUnsignedString(firstNs, Character.MAX_RADIX));

    MessageWorkload(ConnectionPools pools, int pages) {
        this.pools = pools;
        this.pages = pages;
        this.store = new MessageStore(pools, time);
    }

    /** Creates the table where it is missing. */
    public static void createTable(GuestbookDatabase database) throws SQLException {
        try (ConnectionPools pools = ConnectionPools.open(database, 1)) {
            new MessageStore(pools, new UniqueTime(Clock.systemUTC())).createTable();
        }
    }

    @Override
    public String run() {
        return ledger.run();
    }

    @Override
    public void require(Source source) throws SQLException {
        store.check(source);
    }

    @Override
    public boolean write() throws SQLException {
        Message message = ledger.message(anyPage(), time.next());
        store.add(message);
        ledger.acknowledged(message);
        return true;
    }

    @Override
    public Optional<String> read() throws SQLException {
        MessagePage page = store.newest(Source.REPLICA, anyPage());
        List<Message> messages = page.messages();
        for (int i = 1; i < messages.size(); i++) {
            long newer = messages.get(i - 1).timeCreatedNs();
            if (Long.compareUnsigned(messages.get(i).timeCreatedNs(), newer) >= 0) {
                return Optional.of("a message twice or out of order, page %s after %s"
                        .formatted(page.page(), Long.toUnsignedString(newer)));
            }
        }
        return Optional.empty();
    }

    private PageNumber anyPage() {
        return new PageNumber(ThreadLocalRandom.current().nextLong(1, pages + 1L));
    }

    @Override
    public Findings check() throws SQLException {
        return new FinalCheck(ledger, pages, firstNs).run(pools);
    }

    @Override
    public void remove() throws SQLException {
        try (Connection connection = pools.connection(Source.PRIMARY);
                PreparedStatement delete = connection.prepareStatement("delete from messages where message like ?")) {
            delete.setString(1, ledger.prefix() + "%");
            delete.executeUpdate();
            Commits.commit(connection);
        }
        ledger = new Ledger(ledger.run());
    }
}
