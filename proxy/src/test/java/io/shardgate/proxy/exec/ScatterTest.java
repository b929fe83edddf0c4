package io.shardgate.proxy.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.FakeConnection;
import io.shardgate.proxy.backend.FakeServers;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.ShardName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScatterTest {

    private final FakeExecution execution = new FakeExecution();
    private final FakeServers servers = execution.servers();
    private final List<String> outcome = new ArrayList<>();

    @AfterEach
    void letGo() {
        servers.opened().forEach(server -> server.channel().releaseOutbound());
        execution.output().written().release();
    }

    @Test
    void rowsOfAllShardsAreCombined() {
        start(new Sink(), "-80", "80-");

        answer(servers.opened(0), "a");
        answer(servers.opened(1), "b");
        servers.settle();

        assertThat(outcome).containsExactly("a", "b", "end", "done");
        assertThat(execution.connections().running()).isEmpty();
        assertThat(servers.opened()).allMatch(FakeConnection::isOpen);
    }

    @Test
    void aDefectWhileRowsAreCombinedIsAnErrorAndClosesTheConnections() {
        start(
                new Sink() {
                    @Override
                    public void row(byte[] @Nullable [] values) {
                        throw new UnsupportedOperationException("a defect");
                    }
                },
                "-80",
                "80-");

        answer(servers.opened(0), "a");
        servers.opened(1).rows("name");
        servers.settle();

        assertThat(outcome).contains("error 1105").doesNotContain("done");
        assertThat(execution.defects()).hasExactlyElementsOfTypes(UnsupportedOperationException.class);
        assertThat(execution.connections().running()).isEmpty();
        assertThat(servers.opened()).noneMatch(FakeConnection::isOpen);
        assertThat(execution.pools().used(FakeServers.endpoint("-80"))).isZero();
        assertThat(execution.pools().used(FakeServers.endpoint("80-"))).isZero();
    }

    @Test
    void theErrorOfOneShardCutsTheOthersOff() {
        start(new Sink(), "-80", "80-");

        servers.opened(0).rows("name", "a");
        servers.opened(1).error(1146, "42S02", "Table 'customer.t' doesn't exist");
        servers.settle();

        assertThat(outcome).contains("error 1146").doesNotContain("done");
        assertThat(servers.opened(0).isOpen()).isFalse();
        assertThat(servers.opened(1).isOpen()).isTrue();
        assertThat(execution.connections().running()).isEmpty();
    }

    @Test
    void thousandsOfShardsNeedNoDeepStack() {
        List<ResolvedShard> shards = new ArrayList<>();
        for (int i = 1; i < 5000; i++) {
            shards.add(shard(String.format("%04x-%04x", i, i + 1)));
        }
        List<BackendConnection> all = new ArrayList<>();

        // The second time they are idle, and so are lent at once.
        for (int time = 0; time < 2; time++) {
            ShardAcquisition.take(execution, shards, StatementEffect.READ, new ShardAcquisition.Listener() {
                @Override
                public void lent(List<BackendConnection> connections) {
                    all.addAll(connections);
                    connections.forEach(execution.connections()::done);
                }

                @Override
                public void refused(SqlErrorException cause) {
                    throw cause;
                }
            });
        }

        assertThat(all).hasSize(2 * shards.size());
        assertThat(servers.opened()).hasSize(shards.size());
    }

    private static ResolvedShard shard(String name) {
        return new ResolvedShard("customer", ShardName.parse(name), TabletType.PRIMARY, List.of());
    }

    private void start(RowSink sink, String... shards) {
        byte[] sql = "select name from t".getBytes(StandardCharsets.UTF_8);
        List<Scatter.Query> queries = new ArrayList<>();
        for (String name : shards) {
            queries.add(new Scatter.Query(shard(name), new StatementText(sql, 0, sql.length)));
        }
        new Scatter(
                        execution,
                        StatementEffect.READ,
                        queries,
                        List.of(),
                        sink,
                        () -> outcome.add("done"),
                        new Completion() {
                            @Override
                            public void succeeded(StatementResult result) {
                                outcome.add("succeeded");
                            }

                            @Override
                            public void failed(ErrPacket error) {
                                outcome.add("error " + error.errno());
                            }
                        })
                .start();
    }

    private static void answer(FakeConnection server, String value) {
        server.rows("name", value);
        server.endOfRows(1);
    }

    private class Sink implements RowSink {

        @Override
        public void columns(List<ColumnDefinition> columns) {}

        @Override
        public void row(byte[] @Nullable [] values) {
            byte[] value = values[0];
            outcome.add(value == null ? "NULL" : new String(value, StandardCharsets.UTF_8));
        }

        @Override
        public boolean isSatisfied() {
            return false;
        }

        @Override
        public void end() {
            outcome.add("end");
        }
    }
}
