package io.shardgate.guestbook.web;

import static io.shardgate.guestbook.web.Html.escape;

import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessagePage;
import io.shardgate.guestbook.message.MessageText;
import io.shardgate.guestbook.message.PageNumber;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the guestbook's HTML. */
final class PageView {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private PageView() {}

    /**
     * A page of messages.
     *
     * @param messages empty if they could not be read
     * @param draft what stands in the form, for a message that was not saved
     */
    static String page(PageNumber page, Optional<MessagePage> messages, Notice notice, String draft) {
        String body = """
                <h1>Page %1$s</h1>
                %2$s<form method="post" action="/page/%1$s">
                <label for="message">Leave a message on this page</label>
                <textarea id="message" name="message" rows="3" maxlength="%3$d" required dir="auto">
                %4$s</textarea>
                <button>Post</button>
                </form>
                %5$s""".formatted(
                        page,
                        notice(notice),
                        MessageText.MAX_CHARACTERS,
                        escape(draft),
                        messages.map(PageView::list).orElse(""));
        return document("Page " + page, Optional.of(page), body);
    }

    /** A page that has nothing but something to say. */
    static String notice(String title, Notice notice) {
        return document(title, Optional.empty(), "<h1>%s</h1>\n%s".formatted(escape(title), notice(notice)));
    }

    private static String list(MessagePage messages) {
        if (messages.messages().isEmpty()) {
            return "<p class=\"empty\">No messages here yet.</p>\n";
        }
        StringBuilder list = new StringBuilder("<ol class=\"messages\">\n");
        messages.messages().forEach(message -> list.append(item(message)));
        list.append("</ol>\n");
        if (messages.hasOlder()) {
            List<Message> shown = messages.messages();
            long oldest = shown.get(shown.size() - 1).timeCreatedNs();
            list.append("<p><a rel=\"next\" href=\"/page/%s?before=%s\">Older messages</a></p>%n"
                    .formatted(messages.page(), Long.toUnsignedString(oldest)));
        }
        return list.toString();
    }

    private static String item(Message message) {
        return "<li><time datetime=\"%s\">%s</time><p dir=\"auto\">%s</p></li>\n"
                .formatted(message.timeCreated(), TIME.format(message.timeCreated()), escape(message.text()));
    }

    private static String notice(Notice notice) {
        String detail = notice.detail().isEmpty() ? "" : "<small>" + escape(notice.detail()) + "</small>";
        return switch (notice.kind()) {
            case NONE -> "";
            case INFO -> "<p class=\"info\" role=\"status\">" + escape(notice.text()) + "</p>\n";
            case ERROR -> "<p class=\"error\" role=\"alert\">" + escape(notice.text()) + detail + "</p>\n";
        };
    }

    private static String document(String title, Optional<PageNumber> page, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s - Guestbook</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <header>
                <a class="home" href="/">Guestbook</a>
                <nav>%s<a href="/random">Random page</a></nav>
                <form action="/go"><label for="go">Page</label>
                <input id="go" name="page" inputmode="numeric" pattern="[0-9]+" size="8" required>
                <button>Go</button></form>
                </header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(escape(title), page.map(PageView::neighbours).orElse(""), body);
    }

    private static String neighbours(PageNumber page) {
        String previous = page.isFirst() ? "" : "<a href=\"/page/%1$s\">Page %1$s</a> ".formatted(page.previous());
        String next = page.isLast() ? "" : "<a href=\"/page/%1$s\">Page %1$s</a> ".formatted(page.next());
        return previous + next;
    }
}
