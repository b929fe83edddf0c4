package io.shardgate.guestbook.web;

import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessagePage;
import io.shardgate.guestbook.message.MessageStore;
import io.shardgate.guestbook.message.MessageText;
import io.shardgate.guestbook.message.PageNumber;
import io.shardgate.guestbook.message.PlainWords;
import io.shardgate.guestbook.message.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests from the messages in the database. Any thread may use it; answering blocks. */
final class GuestbookSite {

    private static final Logger log = LoggerFactory.getLogger(GuestbookSite.class);

    /** Random pages are among so few that one meets other people's messages. */
    private static final int RANDOM_PAGES = 100;

    /**
     * For so long after a post its writer gets to see it, from the primary if need be. A replica that is further behind
     * is not in rotation, and a link with an old time in it must not send every reader to the primary.
     */
    private static final Duration OWN_POST = Duration.ofMinutes(1);

    private static final String FORM = "application/x-www-form-urlencoded";

    private final MessageStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final String style;

    GuestbookSite(MessageStore store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.style = resource("style.css");
    }

    Answer answer(Request request) {
        String path = request.path();
        try {
            if (path.startsWith("/page/")) {
                return page(request);
            }
            if (!request.isRead()) {
                return refuse(request, 405, "This address can only be read.").with("Allow", "GET, HEAD");
            }
            return switch (path) {
                case "/" -> Answer.seeOther("/page/1");
                case "/random" -> Answer.seeOther("/page/" + (1 + random.nextInt(RANDOM_PAGES)));
                case "/go" ->
                    Answer.seeOther("/page/"
                            + PageNumber.parse(
                                    request.parameter("page").orElse("").strip()));
                case "/health" -> health();
                case "/style.css" -> Answer.css(style);
                default -> refuse(request, 404, "There is nothing at this address.");
            };
        } catch (IllegalArgumentException e) {
            return refuse(request, 400, String.valueOf(e.getMessage()));
        }
    }

    /** An error that has no page of messages to stand on. */
    static Answer refuse(Request request, int status, String text) {
        Notice notice = Notice.error(text, "");
        return request.wantsJson()
                ? Answer.json(status, PageJson.error(notice))
                : Answer.html(status, PageView.notice("This did not work", notice));
    }

    private Answer page(Request request) {
        String name = request.path().substring("/page/".length());
        boolean json = name.endsWith(".json");
        PageNumber page = PageNumber.parse(json ? name.substring(0, name.length() - ".json".length()) : name);
        if (request.isPost()) {
            return post(request, page);
        }
        if (!request.isRead()) {
            return refuse(request, 405, "A page can be read and posted to.").with("Allow", "GET, HEAD, POST");
        }
        try {
            MessagePage messages = read(request, page);
            return request.wantsJson()
                    ? Answer.json(200, PageJson.page(messages))
                    : Answer.html(200, PageView.page(page, Optional.of(messages), sourceNotice(request, messages), ""));
        } catch (SQLException e) {
            return databaseFailed(request, page, e, "");
        }
    }

    /** Reads on the replica, and once more on the primary where the reader's own new message is missing there. */
    private MessagePage read(Request request, PageNumber page) throws SQLException {
        Optional<String> before = request.parameter("before");
        if (before.isPresent()) {
            return store.older(Source.REPLICA, page, time(before.get()));
        }
        MessagePage onReplica = store.newest(Source.REPLICA, page);
        Optional<String> posted = request.parameter("posted");
        if (posted.isEmpty()) {
            return onReplica;
        }
        long postedNs = time(posted.get());
        boolean isRecent = new Message(page, postedNs, "")
                .timeCreated()
                .isAfter(clock.instant().minus(OWN_POST));
        return isRecent && !onReplica.contains(postedNs) ? store.newest(Source.PRIMARY, page) : onReplica;
    }

    private static Notice sourceNotice(Request request, MessagePage messages) {
        boolean isOwnPost = messages.source() == Source.PRIMARY
                && request.parameter("posted")
                        .filter(posted -> messages.contains(time(posted)))
                        .isPresent();
        return isOwnPost
                ? Notice.info(
                        "Your message is saved. The replica does not show it yet, so this was read on the primary.")
                : Notice.none();
    }

    private static long time(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no time: it must be in nanoseconds since 1970", e);
        }
    }

    private Answer post(Request request, PageNumber page) {
        String draft = "";
        try {
            draft = draft(request);
            Message message = store.add(page, MessageText.check(draft));
            // A browser goes on to GET, so that a reload does not post again.
            return request.wantsJson()
                    ? Answer.json(201, PageJson.posted(message))
                    : Answer.seeOther("/page/" + page + "?posted=" + Long.toUnsignedString(message.timeCreatedNs()));
        } catch (UnsupportedBodyException e) {
            return refuse(request, 415, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            Notice notice = Notice.error(String.valueOf(e.getMessage()), "");
            return request.wantsJson()
                    ? Answer.json(400, PageJson.error(notice))
                    : Answer.html(400, PageView.page(page, Optional.empty(), notice, draft));
        } catch (SQLException e) {
            return databaseFailed(request, page, e, draft);
        }
    }

    private static String draft(Request request) {
        if (request.hasJsonBody()) {
            return PageJson.readMessage(request.body());
        }
        if (!request.contentType().startsWith(FORM)) {
            throw new UnsupportedBodyException();
        }
        return FormFields.parse(request.body())
                .first("message")
                .orElseThrow(() -> new IllegalArgumentException("The form has no field 'message'."));
    }

    private static final class UnsupportedBodyException extends IllegalArgumentException {
        private UnsupportedBodyException() {
            super("A message comes as " + FORM + " or as application/json.");
        }
    }

    /** What was typed stays in the form. */
    private static Answer databaseFailed(Request request, PageNumber page, SQLException failure, String draft) {
        log.warn("a request failed in the database method={} page={}", request.method(), page, failure);
        Notice notice = Notice.error(PlainWords.of(failure), PlainWords.detail(failure));
        return request.wantsJson()
                ? Answer.json(503, PageJson.error(notice))
                : Answer.html(503, PageView.page(page, Optional.empty(), notice, draft));
    }

    private Answer health() {
        String primary = health(Source.PRIMARY);
        String replica = health(Source.REPLICA);
        int status = primary.equals("ok") && replica.equals("ok") ? 200 : 503;
        return Answer.json(status, PageJson.health(primary, replica));
    }

    private String health(Source source) {
        try {
            store.check(source);
            return "ok";
        } catch (SQLException e) {
            return PlainWords.of(e) + " " + PlainWords.detail(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = GuestbookSite.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The guestbook's jar has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
