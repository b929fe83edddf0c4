package io.shardgate.guestbook.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.guestbook.TestServer;
import io.shardgate.guestbook.TestServer.Driver;
import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.guestbook.message.MessageText;
import io.shardgate.local.FlavorChoice.Wish;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages as a browser and a script meet them, on a plain server of each flavour. */
class GuestbookServerIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final String EMOJI = "añ→\uD83D\uDE00";

    private final HttpClient browser = HttpClient.newHttpClient();
    private GuestbookServer guestbook;

    @AfterEach
    void closeGuestbook() {
        if (guestbook != null) {
            guestbook.close();
        }
    }

    private void start(GuestbookDatabase database, boolean createTable) {
        guestbook = new GuestbookServer(new GuestbookConfig(database, 0, createTable)).start();
    }

    private GuestbookDatabase startOn(Wish flavor) throws SQLException {
        TestServer server = TestServer.of(flavor);
        GuestbookDatabase database = server.guestbook(Driver.CONNECTOR_J, server.newDatabase());
        start(database, true);
        return database;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(guestbook.uri().resolve(path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(at(path));
    }

    private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return send(at(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> postForm(String path, String message) throws IOException, InterruptedException {
        return post(path, FORM, "message=" + URLEncoder.encode(message, StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains(JSON);
        return new ObjectMapper().readTree(response.body());
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aPostLeadsToThePageThatShowsIt(Wish flavor) throws Exception {
        startOn(flavor);

        HttpResponse<String> posted = postForm("/page/7", EMOJI + "\r\nsecond line");
        String location = posted.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> page = get(location);

        assertThat(posted.statusCode()).isEqualTo(303);
        assertThat(location).startsWith("/page/7?posted=");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<p dir=\"auto\">" + EMOJI + "\nsecond line</p>")
                .contains("href=\"/page/6\"", "href=\"/page/8\"", "href=\"/random\"");
        assertThat(get("/page/8").body()).contains("No messages here yet.").doesNotContain(EMOJI);
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void whatPeopleTypeIsTextAndNeverMarkup(Wish flavor) throws Exception {
        startOn(flavor);
        String attack = "</textarea><script>alert(1)</script><img src=x onerror='alert(2)'>";

        postForm("/page/1", attack);
        HttpResponse<String> page = get("/page/1");
        HttpResponse<String> badPage = get("/page/%3Cscript%3E");

        assertThat(page.body())
                .contains(
                        "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;")
                .doesNotContain("<script", "<img");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(badPage.statusCode()).isEqualTo(400);
        assertThat(badPage.body()).contains("&lt;script&gt;").doesNotContain("<script");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aLongPageLinksToItsOlderMessages(Wish flavor) throws Exception {
        startOn(flavor);
        for (int number = 1; number <= 51; number++) {
            postForm("/page/2", "number " + number + ".");
        }

        String newest = get("/page/2").body();
        String link = newest.replaceAll("(?s).*href=\"(/page/2\\?before=[0-9]+)\".*", "$1");
        String older = get(link).body();

        assertThat(newest).contains("number 51.", "number 2.").doesNotContain("number 1.<");
        assertThat(newest.indexOf("number 51.")).isLessThan(newest.indexOf("number 50."));
        assertThat(older).contains("number 1.<").doesNotContain("number 2.", "before=");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void scriptsSpeakJson(Wish flavor) throws Exception {
        startOn(flavor);

        HttpResponse<String> posted =
                post("/page/18446744073709551615", JSON, "{\"message\": \"%s\"}".formatted(EMOJI));
        JsonNode page = json(get("/page/18446744073709551615.json"));

        assertThat(posted.statusCode()).isEqualTo(201);
        assertThat(page.path("page").textValue()).isEqualTo("18446744073709551615");
        assertThat(page.path("source").textValue()).isEqualTo("replica");
        assertThat(page.path("messages")).hasSize(1);
        assertThat(page.path("messages").path(0).path("message").textValue()).isEqualTo(EMOJI);
        assertThat(page.path("messages").path(0).path("time_created_ns"))
                .isEqualTo(json(posted).path("time_created_ns"));
        assertThat(json(get("/health")))
                .isEqualTo(
                        new ObjectMapper().readTree("{\"status\": \"ok\", \"primary\": \"ok\", \"replica\": \"ok\"}"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void wrongRequestsAreAnsweredWithWhatIsWrong(Wish flavor) throws Exception {
        startOn(flavor);

        assertThat(postForm("/page/1", " ").statusCode()).isEqualTo(400);
        HttpResponse<String> tooLong = postForm("/page/1", "x".repeat(MessageText.MAX_CHARACTERS + 1));
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("10001 characters", "xxxx</textarea>");
        assertThat(postForm("/page/1", "x".repeat(200_000)).statusCode()).isEqualTo(413);
        assertThat(post("/page/1", FORM, "message=%zz").statusCode()).isEqualTo(400);
        assertThat(post("/page/1", FORM, "text=a").statusCode()).isEqualTo(400);
        assertThat(post("/page/1", "text/plain", "message=a").statusCode()).isEqualTo(415);
        assertThat(json(post("/page/1", JSON, "{")).path("error").textValue()).contains("no JSON");
        assertThat(json(post("/page/1", JSON, "{\"message\": 1}")).path("error").textValue())
                .contains("{\"message\": \"text\"}");
        assertThat(json(get("/page/x.json")).path("error").textValue()).contains("'x' is not a page");
        assertThat(get("/page/1?before=x").statusCode()).isEqualTo(400);
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(send(at("/health").DELETE()).statusCode()).isEqualTo(405);
        assertThat(send(at("/page/1").DELETE()).headers().firstValue("Allow")).contains("GET, HEAD, POST");
        assertThat(get("/page/1").body()).contains("No messages here yet.");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void theShortWaysLeadToPages(Wish flavor) throws Exception {
        startOn(flavor);

        assertThat(get("/").headers().firstValue("Location")).contains("/page/1");
        assertThat(get("/go?page=+42+").headers().firstValue("Location")).contains("/page/42");
        assertThat(get("/random").headers().firstValue("Location").orElseThrow())
                .matches("/page/[0-9]{1,3}");
        assertThat(get("/style.css").headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        HttpResponse<String> head = send(at("/page/1").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aWriterSeesTheMessageThatTheReplicaLacks(Wish flavor) throws Exception {
        TestServer server = TestServer.of(flavor);
        GuestbookDatabase primary = server.guestbook(Driver.CONNECTOR_J, server.newDatabase());
        GuestbookDatabase stale = server.guestbook(Driver.CONNECTOR_J, server.newDatabase());
        start(stale, true);
        guestbook.close();
        start(
                new GuestbookDatabase(primary.primaryUrl(), stale.replicaUrl(), primary.user(), primary.password()),
                true);

        HttpResponse<String> posted = postForm("/page/7", "mine");
        String own = get(posted.headers().firstValue("Location").orElseThrow()).body();

        assertThat(own).contains("<p dir=\"auto\">mine</p>", "The replica does not show it yet");
        assertThat(get("/page/7").body()).doesNotContain("mine", "The replica does not show it yet");
        assertThat(get("/page/7?posted=1").body()).doesNotContain("mine");
        long missingNs = System.currentTimeMillis() * 1_000_000;
        assertThat(get("/page/7?posted=" + missingNs).body())
                .contains("<p dir=\"auto\">mine</p>")
                .doesNotContain("Your message is saved");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void withoutItsTableItSaysSoAndKeepsWhatWasTyped(Wish flavor) throws Exception {
        TestServer server = TestServer.of(flavor);
        start(server.guestbook(Driver.CONNECTOR_J, server.newDatabase()), false);

        HttpResponse<String> posted = postForm("/page/1", "typed <in> vain");

        assertThat(posted.statusCode()).isEqualTo(503);
        assertThat(posted.body()).contains("--create-table", "typed &lt;in&gt; vain</textarea>");
        assertThat(get("/page/1").body()).contains("role=\"alert\"", "--create-table");
        assertThat(get("/health").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aPortThatIsTakenIsNamed(Wish flavor) throws Exception {
        GuestbookDatabase database = startOn(flavor);
        URI taken = guestbook.uri();

        assertThatThrownBy(() -> new GuestbookServer(new GuestbookConfig(database, taken.getPort(), false)).start())
                .isInstanceOf(GuestbookException.class)
                .hasMessageContaining("Port " + taken.getPort())
                .hasMessageContaining("--port");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void aUrlOfNoDriverIsAClearError(Wish flavor) throws Exception {
        TestServer.of(flavor);
        GuestbookDatabase nonsense = new GuestbookDatabase("jdbc:nonsense://x/y", "jdbc:nonsense://x/y", "a", "b");

        assertThatThrownBy(() -> start(nonsense, false))
                .isInstanceOf(GuestbookException.class)
                .hasMessageContaining("jdbc:nonsense://x/y");
    }
}
