package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.guestbook.load.Load;
import io.shardgate.guestbook.load.LoadConfig;
import io.shardgate.guestbook.load.LoadReport;
import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessageStore;
import io.shardgate.guestbook.message.PageNumber;
import io.shardgate.guestbook.message.Source;
import io.shardgate.guestbook.message.UniqueTime;
import io.shardgate.guestbook.web.GuestbookConfig;
import io.shardgate.guestbook.web.GuestbookServer;
import io.shardgate.local.FlavorChoice;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guestbook on the keyspace of the Kubernetes guide, as an application has it that knows two URLs of a proxy: before
 * that keyspace is sharded and after, with a replica that is really behind its master.
 */
@Timeout(180)
class GuestbookIT {

    private static final String KEYSPACE = "test_keyspace";
    private static final String EMOJI = "Grüße \uD83C\uDF89 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private static final PageNumber LAST_PAGE = PageNumber.parse("18446744073709551615");
    private static final Duration REPLICATION = Duration.ofSeconds(10);

    /** As an application may write its URLs: with nothing that our proxy would need. */
    private static final List<String> DRIVERS = List.of(
            "jdbc:mysql://127.0.0.1:%d/%s",
            "jdbc:mysql://127.0.0.1:%d/%s?useServerPrepStmts=true&cachePrepStmts=true",
            "jdbc:mariadb://127.0.0.1:%d/%s",
            "jdbc:mariadb://127.0.0.1:%d/%s?useServerPrepStmts=true");

    static List<FlavorChoice.Wish> flavors() {
        return Flavors.all();
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void theGuestbookWorksOnAnUnshardedKeyspace(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard(KEYSPACE + "/0", "replica", "replica");
            deployment.addProxy();

            everyDriverWritesAndReads(deployment);
            thePageShowsWhatIsPosted(deployment);
            aLoadPasses(deployment);
        }
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void theGuestbookWorksOnTwoShards(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard(KEYSPACE + "/-80", "replica", "replica");
            deployment.addShard(KEYSPACE + "/80-", "replica", "replica");
            deployment.addProxy();
            String vschema = Files.readString(Path.of("..", "conf", "vschema", "guestbook.json"));
            deployment.command("ApplyVSchema -vschema '" + vschema + "' " + KEYSPACE);

            everyDriverWritesAndReads(deployment);
            thePageShowsWhatIsPosted(deployment);
            aLoadPasses(deployment);
        }
    }

    private static GuestbookDatabase database(Deployment deployment, String driver) {
        return new GuestbookDatabase(
                driver.formatted(deployment.port(0), KEYSPACE),
                driver.formatted(deployment.port(0), KEYSPACE + "@replica"),
                "guestbook",
                "");
    }

    private static void everyDriverWritesAndReads(Deployment deployment) throws Exception {
        for (String driver : DRIVERS) {
            try (ConnectionPools pools = ConnectionPools.open(database(deployment, driver), 2)) {
                MessageStore store = new MessageStore(pools, new UniqueTime(Clock.systemUTC()));
                store.createTable();
                for (PageNumber page : List.of(new PageNumber(1), new PageNumber(4), LAST_PAGE)) {
                    Message message = store.add(page, EMOJI);

                    assertThat(store.newest(Source.PRIMARY, page).messages())
                            .as("page %s by %s", page, driver)
                            .startsWith(message);
                    awaitReplica(store, message);
                }
            }
        }
    }

    private static void awaitReplica(MessageStore store, Message message) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + REPLICATION.toNanos();
        while (!store.newest(Source.REPLICA, message.page()).messages().contains(message)) {
            assertThat(System.nanoTime()).as("the replica has no %s", message).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static void thePageShowsWhatIsPosted(Deployment deployment) throws Exception {
        GuestbookConfig config = new GuestbookConfig(database(deployment, DRIVERS.get(0)), 0, false);
        // A browser goes on to the page that the answer names.
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try (GuestbookServer guestbook = new GuestbookServer(config).start()) {
            for (int number = 1; number <= 20; number++) {
                String text = number + ". " + EMOJI;
                URI page = guestbook.uri().resolve("/page/" + number % 4);
                HttpResponse<String> shown = browser.send(
                        HttpRequest.newBuilder(page)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "message=" + URLEncoder.encode(text, StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

                // At once, whether the replica has it already or not.
                assertThat(shown.statusCode()).isEqualTo(200);
                assertThat(shown.body()).contains("<p dir=\"auto\">" + text + "</p>");
            }
        }
    }

    private static void aLoadPasses(Deployment deployment) throws InterruptedException {
        for (String driver : List.of(DRIVERS.get(0), DRIVERS.get(3))) {
            LoadConfig config = new LoadConfig(
                    database(deployment, driver),
                    LoadConfig.Rows.MESSAGES,
                    100,
                    100,
                    4,
                    20,
                    Optional.of(Duration.ofSeconds(3)),
                    false);

            LoadReport report = new Load(config, progress -> {}).run();

            assertThat(report.passed()).as(report.json()).isTrue();
            assertThat(report.errorCount()).isZero();
            assertThat(report.findings().orElseThrow().lost()).isZero();
            assertThat(report.findings().orElseThrow().duplicated()).isZero();
            assertThat(report.writes().count()).isGreaterThan(100);
            assertThat(report.reads().count()).isGreaterThan(100);
        }
    }
}
