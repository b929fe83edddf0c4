package io.shardgate.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyPageTest {

    private static final String NASTY = "<i>\"&'";
    private static final String ESCAPED = "&lt;i&gt;&quot;&amp;&#39;";

    private static TopologyReport.KeysReport keys(double from, double to) {
        return new TopologyReport.KeysReport("", "", from, to);
    }

    private static TopologyReport.ShardReport shard(
            String name, double from, double to, boolean serves, List<String> sources) {
        return new TopologyReport.ShardReport(name, keys(from, to), serves, sources, List.of());
    }

    private static String page(
            List<TopologyReport.KeyspaceReport> keyspaces,
            List<TopologyReport.StreamReport> streams,
            List<TopologyReport.CommandReport> commands) {
        return TopologyPage.html(
                new TopologyReport(7, "2026-01-02T03:04:05.678Z", null, keyspaces, List.of(), streams, commands));
    }

    private static TopologyReport.KeyspaceReport keyspace(TopologyReport.ShardReport... shards) {
        return new TopologyReport.KeyspaceReport("customer", true, List.of(), null, List.of(), List.of(shards));
    }

    @Test
    void nothingFromOutsideCanBecomeMarkup() {
        TopologyReport.TabletReport tablet = new TopologyReport.TabletReport(
                NASTY, NASTY, NASTY, 1, new TopologyReport.HealthReport(false, false, null, NASTY, null));
        TopologyReport.ShardReport shard =
                new TopologyReport.ShardReport(NASTY, keys(0, 0.5), false, List.of(NASTY), List.of(tablet));
        TopologyReport.KeyspaceReport keyspace = new TopologyReport.KeyspaceReport(
                NASTY,
                true,
                List.of(NASTY),
                new TopologyReport.GateReport(keys(0, 1), NASTY),
                List.of(new TopologyReport.ServedReport(NASTY, "master", List.of(NASTY))),
                List.of(shard));

        String page = TopologyPage.html(new TopologyReport(
                7,
                "2026-01-02T03:04:05Z",
                NASTY,
                List.of(keyspace),
                List.of(new TopologyReport.ProxyReport(NASTY, NASTY, NASTY, 1, false)),
                List.of(new TopologyReport.StreamReport(NASTY, NASTY, NASTY, 0, 0, NASTY)),
                List.of(new TopologyReport.CommandReport(1, NASTY, NASTY, "", 1, NASTY, 0.5))));

        assertThat(page).contains(ESCAPED).doesNotContain("<i>", "\"&'");
    }

    @Test
    void shardsAreDrawnWhereTheirKeysAreAndBelowThoseThatTheyOverlap() {
        String page = page(
                List.of(keyspace(
                        shard("0", 0, 1, true, List.of()),
                        shard("-80", 0, 0.5, false, List.of("customer/0")),
                        shard("80-", 0.5, 1, false, List.of("customer/0")))),
                List.of(),
                List.of());

        assertThat(page)
                .contains("aria-label=\"Key range: 0 serves writes, -80 is being filled, 80- is being filled\"")
                .contains("<svg x=\"0.0000%\" y=\"0\" width=\"100.0000%\"")
                .contains("<svg x=\"0.0000%\" y=\"30\" width=\"50.0000%\"")
                .contains("<svg x=\"50.0000%\" y=\"30\" width=\"50.0000%\"")
                .contains("filled from customer/0");
    }

    @Test
    void streamsAndCommandsAreShownWhileTheyRunAndNotOtherwise() {
        String page = page(
                List.of(),
                List.of(new TopologyReport.StreamReport("customer/0", "customer/-80", "RUNNING", 1.25, 42, "")),
                List.of(new TopologyReport.CommandReport(3, "SplitClone", "customer/0", "", 12.4, "half", 0.5)));

        assertThat(page)
                .contains(
                        "<td>customer/0</td><td>customer/-80</td><td class=\"ok\">RUNNING</td><td>1.3 s</td><td>42</td>")
                .contains("<code>SplitClone customer/0</code></th><td>12 s</td><td>half <progress")
                .contains("value=\"0.500\"");
        assertThat(page(List.of(), List.of(), List.of()))
                .doesNotContain("Running commands", "Filtered replication")
                .contains("no keyspaces yet");
    }
}
