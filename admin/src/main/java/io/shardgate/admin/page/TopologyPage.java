package io.shardgate.admin.page;

import io.shardgate.serving.topology.TabletType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The topology as one HTML page. Safe for all threads.
 *
 * <p>It is whole without its script, and loads itself again then; the script puts newer ones of the same page in its place.
 */
public final class TopologyPage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <noscript><meta http-equiv="refresh" content="5"></noscript>
            <title>Topology - Shardgate</title>
            <link rel="stylesheet" href="/page/console.css">
            <script type="module" src="/page/topology.js"></script>
            </head>
            <body>
            <p id="connection" role="status"></p>
            <main id="live">
            """;

    private static final List<String> TYPES =
            List.of(TabletType.PRIMARY.printed(), TabletType.REPLICA.printed(), TabletType.RDONLY.printed());

    private final TopologyReporter reporter;

    public TopologyPage(TopologyReporter reporter) {
        this.reporter = reporter;
    }

    /** The page as it is now. */
    public String html() {
        return html(reporter.report());
    }

    static String html(TopologyReport report) {
        Html html = new Html().raw(HEAD).raw("<h1>Topology</h1>\n<p class=\"dim\">Version ");
        html.text(Long.toString(report.version()))
                .raw(", at <time>")
                .text(report.at().substring(0, 19) + "Z");
        html.raw("</time></p>\n");
        if (report.stale() != null) {
            note(html, "May be out of date: " + report.stale());
        }
        if (report.keyspaces().isEmpty()) {
            html.raw("<p>There are no keyspaces yet. <code>shardgate ctl help</code> lists the commands.</p>\n");
        }
        commands(html, report.commands());
        streams(html, report.streams());
        report.keyspaces().forEach(keyspace -> keyspace(html, keyspace));
        proxies(html, report.proxies());
        return html.raw("</main>\n</body>\n</html>\n").toString();
    }

    private static void commands(Html html, List<TopologyReport.CommandReport> commands) {
        if (commands.isEmpty()) {
            return;
        }
        html.raw("<section data-key=\"commands\">\n<h2>Running commands</h2>\n");
        table(html, "Running commands", "Command", "For", "Says");
        for (TopologyReport.CommandReport command : commands) {
            html.raw("<tr data-key=\"command ")
                    .text(Long.toString(command.id()))
                    .raw("\"><th scope=\"row\"><code>");
            html.text(command.name() + " " + command.arguments()).raw("</code></th>");
            html.cell(Math.round(command.seconds()) + " s").raw("<td>").text(command.lastLine());
            Double fraction = command.fraction();
            if (fraction != null) {
                html.raw(" <progress aria-label=\"").text(command.name()).raw("\" max=\"1\" value=\"");
                html.text(decimals(fraction, 3)).raw("\"></progress>");
            }
            html.raw("</td></tr>\n");
        }
        html.raw("</tbody></table></div>\n</section>\n");
    }

    private static void streams(Html html, List<TopologyReport.StreamReport> streams) {
        if (streams.isEmpty()) {
            return;
        }
        html.raw("<section data-key=\"streams\">\n<h2>Filtered replication</h2>\n");
        table(html, "Filtered replication", "From", "To", "State", "Lag", "Rows applied", "Problem");
        for (TopologyReport.StreamReport stream : streams) {
            html.raw("<tr data-key=\"stream ")
                    .text(stream.source() + " " + stream.target())
                    .raw("\">");
            html.cell(stream.source()).cell(stream.target());
            html.cell(stream.state().equals("RUNNING") && stream.problem().isEmpty() ? "ok" : "bad", stream.state());
            html.cell(decimals(stream.lagSeconds(), 1) + " s").cell(Long.toString(stream.rows()));
            html.cell(stream.problem()).raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n</section>\n");
    }

    private static void keyspace(Html html, TopologyReport.KeyspaceReport keyspace) {
        html.raw("<section data-key=\"keyspace ")
                .text(keyspace.name())
                .raw("\">\n<h2>")
                .text(keyspace.name());
        html.raw(" <span class=\"dim\">")
                .text(keyspace.sharded() ? "sharded" : "unsharded")
                .raw("</span></h2>\n");
        keyspace.problems().forEach(problem -> note(html, problem));
        TopologyReport.GateReport gate = keyspace.gate();
        if (gate != null) {
            note(
                    html,
                    "Statements for " + gate.keys().start() + "-" + gate.keys().end() + " wait: " + gate.reason());
        }
        if (keyspace.shards().stream()
                .anyMatch(shard -> shard.keys().from() > 0 || shard.keys().to() < 1)) {
            KeyRangePicture.draw(html, keyspace);
        }
        served(html, keyspace);
        keyspace.shards().forEach(shard -> shard(html, keyspace.name(), shard));
        html.raw("</section>\n");
    }

    private static void served(Html html, TopologyReport.KeyspaceReport keyspace) {
        Map<String, Map<String, String>> cells = new TreeMap<>();
        for (TopologyReport.ServedReport served : keyspace.served()) {
            cells.computeIfAbsent(served.cell(), cell -> new TreeMap<>())
                    .put(served.type(), String.join(", ", served.shards()));
        }
        table(html, "Served types of " + keyspace.name(), "Cell", TYPES.get(0), TYPES.get(1), TYPES.get(2));
        cells.forEach((cell, types) -> {
            html.raw("<tr data-key=\"cell ")
                    .text(cell)
                    .raw("\"><th scope=\"row\">")
                    .text(cell)
                    .raw("</th>");
            for (String type : TYPES) {
                String shards = types.get(type);
                html.cell(shards == null ? "dim" : "", shards == null ? "not served" : shards);
            }
            html.raw("</tr>\n");
        });
        html.raw("</tbody></table></div>\n");
    }

    private static void shard(Html html, String keyspace, TopologyReport.ShardReport shard) {
        String path = keyspace + "/" + shard.name();
        html.raw("<section data-key=\"shard ")
                .text(path)
                .raw("\">\n<h3>")
                .text(path)
                .raw(" <span class=\"dim\">");
        html.text(shard.servesWrites() ? "" : "does not serve writes");
        html.text(shard.isBeingFilled() ? ", filled from " + String.join(", ", shard.sources()) : "");
        html.raw("</span></h3>\n");
        if (shard.tablets().isEmpty()) {
            html.raw("<p class=\"dim\">No tablets.</p>\n</section>\n");
            return;
        }
        table(html, "Tablets of " + path, "Tablet", "Type", "MySQL server", "Health");
        for (TopologyReport.TabletReport tablet : shard.tablets()) {
            html.raw("<tr data-key=\"tablet ").text(tablet.alias()).raw("\"><th scope=\"row\">");
            html.text(tablet.alias()).raw("</th>").cell(tablet.type());
            html.cell((tablet.host().indexOf(':') >= 0 ? "[" + tablet.host() + "]" : tablet.host()) + ":"
                    + tablet.port());
            TopologyReport.HealthReport health = tablet.health();
            html.cell(health.reachable() == null ? "dim" : health.ok() ? "ok" : "bad", health.says())
                    .raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n</section>\n");
    }

    private static void proxies(Html html, List<TopologyReport.ProxyReport> live) {
        html.raw("<h2>Proxies</h2>\n");
        if (live.isEmpty()) {
            html.raw("<p class=\"dim\">None has announced itself.</p>\n");
            return;
        }
        table(html, "Proxies", "Proxy", "Cell", "Address", "Topology version");
        for (TopologyReport.ProxyReport proxy : live) {
            html.raw("<tr data-key=\"proxy ")
                    .text(proxy.id())
                    .raw("\"><th scope=\"row\">")
                    .text(proxy.id());
            html.raw("</th>").cell(proxy.cell()).cell(proxy.address());
            html.cell(proxy.upToDate() ? "ok" : "bad", proxy.acknowledged() + (proxy.upToDate() ? "" : " (behind)"));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
    }

    /** Opens a table, in a frame of its own that a narrow screen can move sideways. */
    private static void table(Html html, String name, String... columns) {
        html.raw("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text(name)
                .raw("\"><table><thead><tr>");
        for (String column : columns) {
            html.raw("<th scope=\"col\">").text(column).raw("</th>");
        }
        html.raw("</tr></thead><tbody>\n");
    }

    static String decimals(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static void note(Html html, String text) {
        html.raw("<p class=\"note\">").text(text).raw("</p>\n");
    }
}
