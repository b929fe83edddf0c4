package io.shardgate.proxy.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.backend.FakeConnection;
import io.shardgate.proxy.backend.FakeServers;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.ShardName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardConnectionsTest {

    private static final ShardTarget LEFT = shard("-80");
    private static final ShardTarget RIGHT = shard("80-");

    private final FakeServers servers = new FakeServers();
    private final BackendPools pools = servers.pools(2);
    private ShardConnections connections = session();
    private final List<String> outcomes = new ArrayList<>();

    private static ShardTarget shard(String name) {
        return new ShardTarget("customer", ShardName.parse(name), TabletType.PRIMARY);
    }

    private ShardConnections session() {
        return session(TransactionMode.MULTI);
    }

    private ShardConnections session(TransactionMode mode) {
        return new ShardConnections(servers.loop(), pools, false, ConnectionState.UNKNOWN, mode);
    }

    @Test
    void aBorrowerThatThrowsIsRefusedAndItsConnectionIsNotUsedAgain() {
        List<SqlError> refusals = new ArrayList<>();

        connections.acquire(LEFT, FakeServers.endpoint("left"), false, new Borrower() {
            @Override
            public void lent(BackendConnection connection) {
                throw new UnsupportedOperationException("a defect");
            }

            @Override
            public void refused(SqlErrorException cause) {
                refusals.add(cause.error());
            }
        });
        servers.settle();

        assertThat(refusals).containsExactly(SqlError.INTERNAL);
        assertThat(servers.opened(0).isOpen()).isFalse();
        assertThat(connections.running()).isEmpty();
        assertThat(pools.used(FakeServers.endpoint("left"))).isZero();
    }

    @Test
    void aDefectEndsTheTransactionOnAllShards() {
        connections.begin(null);
        FakeConnection left = lend(LEFT);
        left.ok();
        connections.done(left.connection());
        FakeConnection right = lend(RIGHT);

        connections.abandon(SqlError.INTERNAL.exception("1"), () -> outcomes.add("told"));
        servers.settle();
        left.ok();
        servers.settle();

        assertThat(left.received()).containsExactly("BEGIN", "ROLLBACK");
        assertThat(right.isOpen()).isFalse();
        assertThat(outcomes).containsExactly("told");
        assertThat(connections.inTransaction()).isFalse();
    }

    @Test
    void aCommitIsNotBegunWhenAShardHasLostTheTransaction() {
        FakeConnection left = begunOn(LEFT);
        FakeConnection right = begunOn(RIGHT);

        right.die();
        connections.commit(this::note);
        left.ok();
        servers.settle();

        assertThat(left.received()).containsExactly("BEGIN", "ROLLBACK");
        assertThat(outcomes).containsExactly("1213");
        assertThat(connections.inTransaction()).isFalse();
    }

    @Test
    void aClientThatGoesAwayDoesNotStopACommitHalfway() {
        FakeConnection left = begunOn(LEFT);
        FakeConnection right = begunOn(RIGHT);

        connections.commit(this::note);
        connections.close();
        servers.settle();
        left.ok();
        right.ok();
        servers.settle();

        assertThat(left.received()).containsExactly("BEGIN", "COMMIT");
        assertThat(right.received()).containsExactly("BEGIN", "COMMIT");
        assertThat(left.connection().isUsable()).isTrue();
        assertThat(right.connection().isUsable()).isTrue();
    }

    @Test
    void aReservedConnectionIsResetWhenItsLastCommitIsThroughAndTheClientIsGone() {
        FakeConnection left = begunOn(LEFT);
        reserve(LEFT);

        connections.commit(this::note);
        connections.close();
        left.ok();
        servers.settle();

        assertThat(left.received()).containsExactly("BEGIN", "COMMIT", "command " + Command.RESET_CONNECTION);
    }

    @Test
    void aRollbackSucceedsWhereTheConnectionWasLost() {
        FakeConnection left = begunOn(LEFT);
        FakeConnection right = begunOn(RIGHT);

        right.die();
        connections.rollback(this::note);
        left.ok();
        servers.settle();

        assertThat(outcomes).containsExactly("done");
    }

    @Test
    void aSavepointThatAShardHasLostEndsTheTransaction() {
        FakeConnection left = begunOn(LEFT);
        FakeConnection right = begunOn(RIGHT);

        right.die();
        connections.rollbackToSavepoint("`s`", this::note);
        left.ok();
        left.ok();
        servers.settle();

        assertThat(left.received()).containsExactly("BEGIN", "ROLLBACK TO SAVEPOINT `s`", "ROLLBACK");
        assertThat(outcomes).containsExactly("1213");
    }

    @Test
    void aStatementIsUndoneOnTheShardsThatItRanOn() {
        FakeConnection left = begunOn(LEFT);
        FakeConnection right = begunOn(RIGHT);

        connections.undoStatement("`s`", List.of(right.connection()), this::note);
        right.ok();

        assertThat(left.received()).containsExactly("BEGIN");
        assertThat(right.received()).containsExactly("BEGIN", "ROLLBACK TO SAVEPOINT `s`");
        assertThat(outcomes).containsExactly("done");
    }

    @Test
    void aTransactionOfOneShardMayOpenBesidesAReservedConnection() {
        connections = session(TransactionMode.SINGLE);
        reserve(LEFT);

        begunOn(RIGHT);

        assertThat(connections.inTransaction()).isTrue();
    }

    @Test
    void aCommandThatWasInterruptedGetsNoFurtherConnection() {
        FakeConnection other = lend(LEFT);
        FakeConnection another = lend(LEFT);
        List<SqlError> refusals = new ArrayList<>();
        ShardConnections waiting = session();
        waiting.acquire(LEFT, FakeServers.endpoint("-80"), false, refusing(refusals));

        waiting.interrupt();
        connections.done(other.connection());
        waiting.acquire(LEFT, FakeServers.endpoint("-80"), false, refusing(refusals));

        assertThat(refusals).containsExactly(SqlError.QUERY_INTERRUPTED, SqlError.QUERY_INTERRUPTED);
        assertThat(other.isOpen()).isTrue();
        connections.done(another.connection());
    }

    private static Borrower refusing(List<SqlError> refusals) {
        return new Borrower() {
            @Override
            public void lent(BackendConnection connection) {
                throw new IllegalStateException("lent to a command that is to end");
            }

            @Override
            public void refused(SqlErrorException cause) {
                refusals.add(cause.error());
            }
        };
    }

    private FakeConnection begunOn(ShardTarget shard) {
        if (!connections.inTransaction()) {
            connections.begin(null);
        }
        FakeConnection server = lend(shard);
        server.ok();
        connections.done(server.connection());
        return server;
    }

    private void reserve(ShardTarget shard) {
        FakeConnection server = lend(shard);
        connections.reserve(shard, server.connection(), "a test wants it");
        connections.done(server.connection());
    }

    private void note(@Nullable ErrPacket error) {
        outcomes.add(error == null ? "done" : Integer.toString(error.errno()));
    }

    /** Lends a connection on which the statement is then said to run. */
    private FakeConnection lend(ShardTarget shard) {
        List<BackendConnection> lent = new ArrayList<>();
        connections.acquire(shard, FakeServers.endpoint(shard.shard().toString()), true, new Borrower() {
            @Override
            public void lent(BackendConnection connection) {
                lent.add(connection);
            }

            @Override
            public void refused(SqlErrorException cause) {
                throw cause;
            }
        });
        lent.get(0).flush();
        return servers.opened().stream()
                .filter(opened -> opened.connection() == lent.get(0))
                .findFirst()
                .orElseThrow();
    }
}
