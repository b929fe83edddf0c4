package io.shardgate.admin.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Room for rows, by what a real server's disk has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskChecksIT {

    private static final Shard TARGET = new Shard("customer", ShardName.parse("-80"), null, false, List.of());
    private static final long MORE_THAN_ANY_DISK = 1L << 60;

    private LocalServers servers;
    private LocalServer server;

    @BeforeAll
    void start() {
        CacheFolder cache = CacheFolder.ofUser();
        servers = LocalServers.open(FlavorChoice.choose(FlavorChoice.Wish.MARIADB, cache), cache);
        server = servers.startAll(List.of(ServerRequest.temporary("disk", ServerOptions.defaults())))
                .get(0);
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void tooLittleRoomIsInTheWay() throws Exception {
        Findings findings = check("127.0.0.1", MORE_THAN_ANY_DISK);

        assertThat(findings.blockers())
                .singleElement()
                .satisfies(blocker -> assertThat(blocker)
                        .matches(
                                "the rows of customer/-80 need about 1099511627776 MiB in .* of tablet zone1-0000000300, with its"
                                        + " binary log, and [0-9]+ MiB are free; make room"));
    }

    @Test
    void enoughRoomIsNotWorthAWord() throws Exception {
        Findings findings = check("127.0.0.1", 1 << 20);

        assertThat(findings.blockers()).isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void ofAServerElsewhereWhatIsNeededIsSaid() throws Exception {
        Findings findings = check("192.0.2.1", 5L << 30);

        assertThat(findings.blockers()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("need about 5120 MiB", "the server does not tell"));
        assertThat(check("192.0.2.1", 1 << 20).warnings()).isEmpty();
    }

    private Findings check(String host, long bytes) throws Exception {
        Tablet tablet = new Tablet(
                TabletAlias.parse("zone1-300"),
                "customer",
                ShardName.parse("-80"),
                TabletType.REPLICA,
                host,
                server.port(),
                null);
        Findings findings = new Findings();
        try (Connection connection = server.connect(server.accounts().dba())) {
            DiskChecks.check(connection, tablet, TARGET, bytes, findings);
        }
        return findings;
    }
}
