package io.shardgate.guestbook.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.guestbook.TestServer;
import io.shardgate.guestbook.TestServer.Driver;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.local.FlavorChoice.Wish;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The load on a plain server, where faults are made by hand and have to be found. */
class GuestbookLoadIT {

    private static final int PAGES = 5;

    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private TestServer server;
    private String database;
    private Load load;

    static Stream<Arguments> driversOnFlavors() {
        return Stream.of(Wish.MYSQL, Wish.MARIADB)
                .flatMap(flavor ->
                        Stream.of(Driver.CONNECTOR_J, Driver.MARIADB).map(driver -> Arguments.of(flavor, driver)));
    }

    @AfterEach
    void stopLoad() {
        if (load != null) {
            load.stop();
        }
    }

    private CompletableFuture<LoadReport> start(Wish flavor, Driver driver, boolean errorsAllowed) throws SQLException {
        server = TestServer.of(flavor);
        database = server.newDatabase();
        LoadConfig config = new LoadConfig(
                server.guestbook(driver, database),
                LoadConfig.Rows.MESSAGES,
                200,
                100,
                3,
                PAGES,
                Optional.empty(),
                errorsAllowed);
        load = new Load(config, progress::add);
        MessageWorkload.createTable(config.database());
        CompletableFuture<LoadReport> report = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                report.complete(load.run());
            } catch (InterruptedException | RuntimeException e) {
                report.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        awaitRows(20);
        return report;
    }

    private void awaitRows(int more) throws SQLException {
        long before = rows();
        await().atMost(Duration.ofSeconds(30)).until(() -> rows() >= before + more);
    }

    private long rows() throws SQLException {
        return Long.parseLong(
                server.column("select count(*) from " + database + ".messages").get(0));
    }

    private LoadReport stop(CompletableFuture<LoadReport> report) throws Exception {
        load.stop();
        return report.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void aRunWithoutFaultsPassesAndFindsEveryMessage(Wish flavor, Driver driver) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, driver, false);
        await().atMost(Duration.ofSeconds(30)).until(() -> progress.size() >= 2);

        LoadReport report = stop(running);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.findings()).contains(new Findings(0, 0, 0, 0, List.of()));
        assertThat(report.writes().count()).isEqualTo(rows());
        assertThat(report.reads().count()).isPositive();
        assertThat(report.writes().longestGap().length()).isPositive().isLessThan(report.took());
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.path("passed").booleanValue()).isTrue();
        assertThat(json.path("writes").longValue()).isEqualTo(rows());
        assertThat(json.path("lost").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aMessageThatIsDeletedIsLost(Wish flavor) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, Driver.CONNECTOR_J, true);
        String oldest = server.column("select message from " + database + ".messages order by time_created_ns limit 1")
                .get(0);
        server.execute("delete from " + database + ".messages order by time_created_ns limit 1");
        awaitRows(20);

        LoadReport report = stop(running);

        assertThat(report.findings()).contains(new Findings(1, 0, 0, 0, List.of("lost: " + oldest)));
        assertThat(report.errors()).isEmpty();
        assertThat(report.passed()).isFalse();
        assertThat(report.lines()).contains("FAILED");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aCopyUnderAnotherKeyIsADuplicateAndAnotherTextIsAChange(Wish flavor) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, Driver.CONNECTOR_J, true);
        String messages = database + ".messages";
        server.execute(
                "insert into " + messages + " select * from (select page, time_created_ns + 1, message from " + messages
                        + " order by time_created_ns limit 1) copied",
                "update " + messages + " set message = 'other' order by time_created_ns limit 1");
        awaitRows(20);

        LoadReport report = stop(running);

        assertThat(report.findings()).hasValueSatisfying(found -> {
            assertThat(found.lost()).isZero();
            assertThat(found.duplicated()).isEqualTo(1);
            assertThat(found.changed()).isEqualTo(1);
            assertThat(found.examples()).hasSize(2);
        });
        assertThat(report.passed()).isFalse();
    }

    /** As after a split that left a row where it does not belong: here, on a page that the run does not read. */
    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aCopyThatNoPageShowsIsFoundByTheCount(Wish flavor) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, Driver.CONNECTOR_J, true);
        server.execute("insert into %1$s.messages select * from (select page + %2$d, time_created_ns, message from"
                        .formatted(database, PAGES)
                + " " + database + ".messages order by time_created_ns limit 1) copied");

        LoadReport report = stop(running);

        assertThat(report.findings())
                .hasValueSatisfying(found -> assertThat(found.duplicated()).isEqualTo(1));
        assertThat(report.passed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void lostConnectionsAreErrorsAndLoseNothing(Wish flavor, Driver driver) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, driver, false);
        List<String> connections =
                server.column("select id from information_schema.processlist where db = '" + database + "'");
        for (String connection : connections) {
            server.execute("kill " + connection);
        }
        awaitRows(50);

        LoadReport report = stop(running);

        assertThat(connections).isNotEmpty();
        assertThat(report.errorCount()).as(report.json()).isPositive();
        assertThat(report.errors()).allSatisfy(kind -> {
            assertThat(kind.kind()).matches("(write|read): -?[0-9]+ \\(.*\\).*");
            assertThat(kind.firstMessage()).isNotBlank();
        });
        assertThat(report.findings())
                .hasValueSatisfying(found -> assertThat(found.isClean()).isTrue());
        assertThat(report.passed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aStallIsMeasured(Wish flavor) throws Exception {
        CompletableFuture<LoadReport> running = start(flavor, Driver.CONNECTOR_J, false);
        try (var connection = java.sql.DriverManager.getConnection(
                        Driver.CONNECTOR_J.url(server.port(), database),
                        server.application().name(),
                        server.application().password());
                var statement = connection.createStatement()) {
            statement.execute("lock tables messages write");
            statement.execute("select sleep(1.5)");
        }
        awaitRows(20);

        LoadReport report = stop(running);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.writes().longestGap().length()).isBetween(Duration.ofMillis(1400), Duration.ofSeconds(10));
        assertThat(report.writes().slowest().length()).isBetween(Duration.ofMillis(1300), Duration.ofSeconds(10));
        assertThat(report.writes().skipped()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("driversOnFlavors")
    void customersAndOrdersAreCheckedAndRemovedInAPause(Wish flavor, Driver driver) throws Exception {
        server = TestServer.of(flavor);
        database = server.newDatabase();
        server.execute(
                "create table " + database
                        + ".customer(customer_id bigint not null auto_increment, email varbinary(128),"
                        + " primary key(customer_id))",
                "create table " + database + ".corder(order_id bigint not null auto_increment, customer_id bigint,"
                        + " sku varbinary(128), price bigint, primary key(order_id))",
                "insert into " + database + ".customer(email) values ('alice@domain.com')");
        LoadConfig config = new LoadConfig(
                server.guestbook(driver, database), LoadConfig.Rows.CUSTOMERS, 200, 100, 3, 1, Optional.empty(), false);
        load = new Load(config, progress::add);
        CompletableFuture<LoadReport> report = CompletableFuture.supplyAsync(() -> {
            try {
                return load.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        String customers = "select count(*) from " + database + ".customer";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Long.parseLong(server.column(customers).get(0)) > 50);

        assertThat(load.pause()).isEqualTo(Findings.NONE);
        assertThat(server.column(customers)).containsExactly("1");
        assertThat(server.column("select count(*) from " + database + ".corder"))
                .containsExactly("0");
        load.resume();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Long.parseLong(server.column(customers).get(0)) > 50);
        server.execute("delete from " + database + ".customer where email like 'load-%' limit 1");
        load.stop();

        LoadReport found = report.get(60, TimeUnit.SECONDS);
        assertThat(found.reads().count()).isPositive();
        assertThat(found.findings()).hasValueSatisfying(findings -> {
            assertThat(findings.lost()).isEqualTo(1);
            assertThat(findings.duplicated()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aLoadWithoutItsTableDoesNotStart(Wish flavor) throws Exception {
        server = TestServer.of(flavor);
        LoadConfig config = new LoadConfig(
                server.guestbook(Driver.CONNECTOR_J, server.newDatabase()),
                LoadConfig.Rows.MESSAGES,
                10,
                0,
                1,
                1,
                Optional.of(Duration.ofSeconds(1)),
                false);

        assertThatThrownBy(() -> new Load(config, progress::add).run())
                .isInstanceOf(GuestbookException.class)
                .hasMessageContaining("--create-table");
    }
}
