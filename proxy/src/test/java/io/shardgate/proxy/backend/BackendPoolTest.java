package io.shardgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendPoolTest {

    private static final Endpoint TABLET = FakeServers.endpoint("zone1-100");

    private final FakeServers servers = new FakeServers();
    private final BackendPools pools = servers.pools(1);
    private final BackendPool pool = pools.pool(servers.loop(), TABLET, false);

    /** Another pool that shares the permits, as another loop's does. */
    private final BackendPool other = pools.pool(servers.loop(), TABLET, true);

    private final List<BackendConnection> lent = new ArrayList<>();
    private final List<SqlError> refused = new ArrayList<>();

    private final Borrower borrower = new Borrower() {
        @Override
        public void lent(BackendConnection connection) {
            lent.add(connection);
        }

        @Override
        public void refused(SqlErrorException cause) {
            refused.add(cause.error());
        }
    };

    private void acquire(BackendPool from) {
        from.acquire(ConnectionState.UNKNOWN, borrower);
        servers.settle();
    }

    @Test
    void aConnectionThatIsNotReadIsReadAgainForItsReset() {
        acquire(pool);
        lent.get(0).pauseReading();

        pool.resetAndRelease(lent.get(0), () -> {});

        assertThat(servers.opened(0).channel().config().isAutoRead()).isTrue();
        servers.opened(0).ok();
        acquire(pool);
        assertThat(lent).hasSize(2);
        servers.opened(0).received();
    }

    @Test
    void whoeverWaitsStandsInLineForAPermitOnlyOnce() {
        acquire(pool);
        for (int i = 0; i < 3; i++) {
            acquire(other);
        }

        pool.release(lent.get(0));
        servers.settle();
        for (int i = 1; i < 4; i++) {
            other.release(lent.get(i));
            servers.settle();
        }

        assertThat(lent).hasSize(4);
        acquire(pool);
        assertThat(servers.opened()).hasSize(3);
        assertThat(refused).isEmpty();
    }

    @Test
    void aConnectionThatIsGivenBackMakesRoomForThePoolThatWaits() {
        acquire(pool);
        acquire(other);
        assertThat(lent).hasSize(1);

        pool.release(lent.get(0));
        servers.settle();

        assertThat(lent).hasSize(2);
        assertThat(servers.opened(0).isOpen()).isFalse();
    }

    @Test
    void aRetiredConnectionServesNobodyElse() {
        acquire(pool);
        lent.get(0).retire();

        pool.release(lent.get(0));
        acquire(pool);

        assertThat(servers.opened(0).isOpen()).isFalse();
        assertThat(servers.opened()).hasSize(2);
    }

    @Test
    void aBrokenConnectionThatIsGivenBackIsReplacedForWhoeverWaits() {
        acquire(pool);
        acquire(pool);
        servers.opened(0).die();

        pool.release(lent.get(0));
        servers.settle();

        assertThat(lent).hasSize(2);
        assertThat(lent.get(1).isUsable()).isTrue();
    }

    @Test
    void aServerThatCannotBeReachedRefusesAllWhoWait() {
        servers.refuse(SqlError.BACKEND_UNREACHABLE.exception(TABLET, "connection refused"));

        acquire(pool);
        acquire(pool);
        assertThat(refused).containsExactly(SqlError.BACKEND_UNREACHABLE, SqlError.BACKEND_UNREACHABLE);
        assertThat(pools.used(TABLET)).isZero();

        servers.refuse(null);
        acquire(pool);
        assertThat(lent).hasSize(1);
    }

    @Test
    void aClosedPoolRefusesAtOnce() {
        pool.close();

        acquire(pool);

        assertThat(refused).containsExactly(SqlError.BACKEND_LOST);
    }
}
