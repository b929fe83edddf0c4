package io.shardgate.guestbook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.guestbook.TestServer;
import io.shardgate.guestbook.TestServer.Driver;
import io.shardgate.local.FlavorChoice.Wish;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements of the guestbook, on both flavours and by each driver. */
class MessageStoreIT {

    private static final String EMOJI = "añ→\uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    /** Enough for a server on this machine to refuse. */
    private static final Duration SHORT = Duration.ofMillis(500);

    static Stream<Arguments> driversOnFlavors() {
        return Stream.of(Wish.MYSQL, Wish.MARIADB)
                .flatMap(flavor -> Stream.of(Driver.values()).map(driver -> Arguments.of(flavor, driver)));
    }

    private static MessageStore store(ConnectionPools pools) {
        return new MessageStore(pools, new UniqueTime(Clock.systemUTC()));
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void messagesComeBackAsTheyWereWrittenNewestFirst(Wish flavor, Driver driver) throws SQLException {
        TestServer server = TestServer.of(flavor);
        try (ConnectionPools pools = ConnectionPools.open(server.guestbook(driver, server.newDatabase()), 2)) {
            MessageStore store = store(pools);
            store.createTable();
            PageNumber page = PageNumber.parse("18446744073709551615");

            Message first = store.add(page, EMOJI);
            Message second = store.add(page, "'; drop table messages; -- \\ \" %");
            store.add(new PageNumber(7), "on another page");

            assertThat(store.newest(Source.REPLICA, page))
                    .isEqualTo(new MessagePage(page, List.of(second, first), false, Source.REPLICA));
            assertThat(store.newest(Source.PRIMARY, page).messages()).containsExactly(second, first);
        }
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void theNameOfADatabaseMayHoldATabletType(Wish flavor, Driver driver) throws SQLException {
        TestServer server = TestServer.of(flavor);
        String keyspace = server.newDatabase();
        GuestbookDatabase database = new GuestbookDatabase(
                driver.url(server.port(), keyspace),
                driver.url(server.port(), keyspace + "@replica"),
                server.application().name(),
                server.application().password());
        try (ConnectionPools pools = ConnectionPools.open(database, 2)) {
            MessageStore store = store(pools);
            store.createTable();
            server.execute(
                    "create database `%s@replica`".formatted(keyspace),
                    "create view `%1$s@replica`.messages as select * from %1$s.messages".formatted(keyspace));

            Message message = store.add(new PageNumber(1), "read by the other URL");

            assertThat(store.newest(Source.REPLICA, new PageNumber(1)).messages())
                    .containsExactly(message);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aLongPageIsReadInParts(Wish flavor) throws SQLException {
        TestServer server = TestServer.of(flavor);
        try (ConnectionPools pools =
                ConnectionPools.open(server.guestbook(Driver.CONNECTOR_J, server.newDatabase()), 2)) {
            MessageStore store = store(pools);
            store.createTable();
            PageNumber page = new PageNumber(3);
            for (int number = 1; number <= MessageStore.PAGE_SIZE + 2; number++) {
                store.add(new Message(page, number, "number " + number));
            }

            MessagePage newest = store.newest(Source.REPLICA, page);
            MessagePage rest = store.older(Source.REPLICA, page, 3);

            assertThat(newest.messages()).hasSize(MessageStore.PAGE_SIZE);
            assertThat(newest.messages().get(0).text()).isEqualTo("number 52");
            assertThat(newest.messages().get(MessageStore.PAGE_SIZE - 1).text()).isEqualTo("number 3");
            assertThat(newest.hasOlder()).isTrue();
            assertThat(rest.messages()).extracting(Message::text).containsExactly("number 2", "number 1");
            assertThat(rest.hasOlder()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void theSameKeyIsStoredOnce(Wish flavor) throws SQLException {
        TestServer server = TestServer.of(flavor);
        try (ConnectionPools pools =
                ConnectionPools.open(server.guestbook(Driver.CONNECTOR_J, server.newDatabase()), 2)) {
            MessageStore store = store(pools);
            store.createTable();
            Message message = store.add(new PageNumber(1), "once");

            assertThatThrownBy(() -> store.add(message))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1062));
            assertThat(store.newest(Source.PRIMARY, new PageNumber(1)).messages())
                    .containsExactly(message);
        }
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void failuresAreToldInPlainWords(Wish flavor, Driver driver) throws SQLException {
        TestServer server = TestServer.of(flavor);
        GuestbookDatabase right = server.guestbook(driver, server.newDatabase());

        assertThat(words(right)).contains("--create-table");
        assertThat(words(new GuestbookDatabase(right.primaryUrl(), right.replicaUrl(), right.user(), "wrong")))
                .contains("user or password is wrong");
        assertThat(words(server.guestbook(driver, "nowhere"))).contains("does not exist");
        String deadUrl = driver.url(1, "test");
        assertThat(words(new GuestbookDatabase(deadUrl, deadUrl, right.user(), right.password())))
                .contains("cannot reach its database");
    }

    private static String words(GuestbookDatabase database) {
        try (ConnectionPools pools = ConnectionPools.open(database, 1, SHORT)) {
            store(pools).check(Source.PRIMARY);
            return "no failure";
        } catch (SQLException e) {
            return PlainWords.of(e);
        }
    }
}
