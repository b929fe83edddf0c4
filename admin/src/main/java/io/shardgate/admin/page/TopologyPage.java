package io.shardgate.admin.page;

import io.shardgate.serving.health.HealthView;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The topology as one HTML page without scripts and outside resources, which loads itself again. Safe for all threads. */
public final class TopologyPage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="5">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Shardgate</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
            th { font-weight: 600; } td, code { font-variant-numeric: tabular-nums; }
            .ok { color: #14803c; } .bad { color: #c0262d; } .dim { opacity: .65; }
            .note { border-left: 3px solid #c0262d; padding-left: .7rem; }
            @media (prefers-color-scheme: dark) { .ok { color: #4ccb7c; } .bad { color: #ff7b80; } }
            </style>
            </head>
            <body>
            """;

    private final SnapshotSource snapshots;
    private final HealthView health;
    private final Supplier<Map<String, List<String>>> schemaProblems;
    private final LiveProxies proxies;

    /** @param schemaProblems by keyspace, what is wrong with its tables */
    public TopologyPage(
            SnapshotSource snapshots,
            HealthView health,
            Supplier<Map<String, List<String>>> schemaProblems,
            LiveProxies proxies) {
        this.snapshots = snapshots;
        this.health = health;
        this.schemaProblems = schemaProblems;
        this.proxies = proxies;
    }

    /** The page as it is now. */
    public String html() {
        ServingSnapshot snapshot = snapshots.current();
        Html html = new Html().raw(HEAD).raw("<h1>Shardgate</h1>\n<p class=\"dim\">Topology version ");
        html.text(Long.toString(snapshot.version())).raw("</p>\n");
        snapshots.findStaleness().ifPresent(stale -> note(html, "May be out of date: " + stale.why()));
        ServingTopology topology = snapshot.topology();
        if (topology.keyspaces().isEmpty()) {
            html.raw("<p>There are no keyspaces yet. <code>shardgate ctl help</code> lists the commands.</p>\n");
        }
        topology.keyspaces().forEach(keyspace -> keyspace(html, snapshot, keyspace));
        proxies(html, proxies.list(), snapshot.version());
        return html.raw("</body>\n</html>\n").toString();
    }

    private void keyspace(Html html, ServingSnapshot snapshot, Keyspace keyspace) {
        ServingTopology topology = snapshot.topology();
        boolean sharded = snapshot.vschema().keyspace(keyspace.name()).sharded();
        html.raw("<h2>").text(keyspace.name()).raw(" <span class=\"dim\">");
        html.text(sharded ? "sharded" : "unsharded").raw("</span></h2>\n");
        schemaProblems.get().getOrDefault(keyspace.name(), List.of()).forEach(problem -> note(html, problem));
        served(html, topology.servedTypes().cells(keyspace.name()).values());
        topology.shards(keyspace.name()).forEach(shard -> shard(html, topology, shard));
    }

    private static void served(Html html, Collection<SrvKeyspace> cells) {
        html.raw("<table><tr><th>Cell</th><th>master</th><th>replica</th><th>rdonly</th></tr>\n");
        for (SrvKeyspace srv : cells) {
            html.raw("<tr>").cell(srv.cell());
            for (TabletType type : List.of(TabletType.PRIMARY, TabletType.REPLICA, TabletType.RDONLY)) {
                Optional<ServedPartition> partition = srv.findPartition(type);
                html.cell(
                        partition.isPresent() ? "" : "dim",
                        partition.map(served -> names(served.shards())).orElse("not served"));
            }
            html.raw("</tr>\n");
        }
        html.raw("</table>\n");
    }

    private static String names(List<ShardName> shards) {
        return shards.stream().map(ShardName::name).collect(Collectors.joining(", "));
    }

    private void shard(Html html, ServingTopology topology, Shard shard) {
        html.raw("<h3>").text(shard.path()).raw(" <span class=\"dim\">");
        html.text(shard.isPrimaryServing() ? "" : "does not serve writes").raw("</span></h3>\n");
        List<Tablet> tablets = topology.tablets(shard.keyspace(), shard.name());
        if (tablets.isEmpty()) {
            html.raw("<p class=\"dim\">No tablets.</p>\n");
            return;
        }
        html.raw("<table><tr><th>Tablet</th><th>Type</th><th>MySQL server</th><th>Health</th></tr>\n");
        for (Tablet tablet : tablets) {
            boolean isPrimary = topology.isPrimary(tablet);
            html.raw("<tr>").cell(tablet.alias().toString());
            html.cell(isPrimary ? TabletType.PRIMARY.printed() : tablet.type().printed());
            html.cell(tablet.address());
            health(html, isPrimary, health.find(tablet.alias()));
            html.raw("</tr>\n");
        }
        html.raw("</table>\n");
    }

    private static void health(Html html, boolean isPrimary, Optional<TabletHealth> found) {
        if (found.isEmpty()) {
            html.cell("dim", "not looked at yet");
            return;
        }
        TabletHealth seen = found.get();
        boolean isAsItShould = seen.isReachable() && seen.isReadOnly() != isPrimary;
        html.cell(isAsItShould ? "ok" : "bad", seen.toString());
    }

    private static void proxies(Html html, List<ProxyRecord> live, long version) {
        html.raw("<h2>Proxies</h2>\n");
        if (live.isEmpty()) {
            html.raw("<p class=\"dim\">None has announced itself.</p>\n");
            return;
        }
        html.raw("<table><tr><th>Proxy</th><th>Cell</th><th>Address</th><th>Topology version</th></tr>\n");
        for (ProxyRecord proxy : live) {
            html.raw("<tr>").cell(proxy.id()).cell(proxy.cell()).cell(proxy.address());
            html.cell(proxy.acknowledged() >= version ? "ok" : "bad", Long.toString(proxy.acknowledged()));
            html.raw("</tr>\n");
        }
        html.raw("</table>\n");
    }

    private static void note(Html html, String text) {
        html.raw("<p class=\"note\">").text(text).raw("</p>\n");
    }
}
