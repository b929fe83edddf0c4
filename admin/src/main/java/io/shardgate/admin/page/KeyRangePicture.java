package io.shardgate.admin.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Draws a keyspace's shards on its key range, from 00 on the left to ff on the right; shards that overlap, as during a
 * split, stand below each other.
 */
final class KeyRangePicture {

    private static final int ROW = 30;
    private static final int BAR = 26;
    private static final int TEXT = 17;

    private KeyRangePicture() {}

    static void draw(Html html, TopologyReport.KeyspaceReport keyspace) {
        List<List<TopologyReport.ShardReport>> rows = rows(keyspace.shards());
        String words = keyspace.shards().stream()
                .map(shard -> shard.name() + " " + words(shard))
                .collect(Collectors.joining(", "));
        // Sizes as attributes, since a strict policy refuses styles in the page.
        html.raw("<svg class=\"keys\" role=\"img\" width=\"100%\" height=\"");
        html.text(Integer.toString(rows.size() * ROW))
                .raw("\" aria-label=\"Key range: ")
                .text(words)
                .raw("\">\n");
        for (int row = 0; row < rows.size(); row++) {
            for (TopologyReport.ShardReport shard : rows.get(row)) {
                shard(html, row, shard);
            }
        }
        html.raw("</svg>\n");
    }

    private static void shard(Html html, int row, TopologyReport.ShardReport shard) {
        // A frame of its own cuts off a name that is longer than its shard is wide.
        html.raw("<svg x=\"").text(percent(shard.keys().from())).raw("\" y=\"").text(Integer.toString(row * ROW));
        html.raw("\" width=\"").text(percent(shard.keys().to() - shard.keys().from()));
        html.raw("\" height=\"").text(Integer.toString(BAR)).raw("\"><title>").text(shard.name() + " " + words(shard));
        html.raw("</title><rect class=\"").text(shard.servesWrites() ? "serving" : "waiting");
        html.raw("\" width=\"100%\" height=\"100%\" rx=\"4\"/><text x=\"50%\" y=\"")
                .text(Integer.toString(TEXT));
        html.raw("\" text-anchor=\"middle\">").text(shard.name()).raw("</text></svg>\n");
    }

    private static String words(TopologyReport.ShardReport shard) {
        return shard.servesWrites() ? "serves writes" : shard.isBeingFilled() ? "is being filled" : "serves no writes";
    }

    private static String percent(double part) {
        return TopologyPage.decimals(100 * part, 4) + "%";
    }

    /** Each shard in the first row in which it overlaps none; those that serve first. */
    private static List<List<TopologyReport.ShardReport>> rows(List<TopologyReport.ShardReport> shards) {
        List<TopologyReport.ShardReport> ordered = new ArrayList<>(shards);
        ordered.sort((a, b) -> Boolean.compare(b.servesWrites(), a.servesWrites()));
        List<List<TopologyReport.ShardReport>> rows = new ArrayList<>();
        for (TopologyReport.ShardReport shard : ordered) {
            List<TopologyReport.ShardReport> row = rows.stream()
                    .filter(candidate -> candidate.stream().noneMatch(other -> overlap(other, shard)))
                    .findFirst()
                    .orElseGet(() -> {
                        List<TopologyReport.ShardReport> added = new ArrayList<>();
                        rows.add(added);
                        return added;
                    });
            row.add(shard);
        }
        return rows;
    }

    private static boolean overlap(TopologyReport.ShardReport a, TopologyReport.ShardReport b) {
        return a.keys().from() < b.keys().to() && b.keys().from() < a.keys().to();
    }
}
