package io.shardgate.proxy.backend;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.shardgate.vschema.error.SqlErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens connections that end in this process, so that a test says what comes back on each and when. */
public final class FakeServers implements BackendConnector {

    private final EmbeddedChannel home = new EmbeddedChannel();
    private final List<FakeConnection> opened = new ArrayList<>();
    private @Nullable SqlErrorException refusal;

    /** The loop of the session under test. */
    public EventLoop loop() {
        return home.eventLoop();
    }

    public BackendPools pools(int maxConnections) {
        return new BackendPools(
                this,
                new PoolLimits(
                        maxConnections, Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(30), 100));
    }

    public static Endpoint endpoint(String tablet) {
        return new Endpoint(tablet, "127.0.0.1", 3306, "customer");
    }

    /** Makes new connections fail; null lets them succeed again. */
    public void refuse(@Nullable SqlErrorException cause) {
        refusal = cause;
    }

    @Override
    public Future<BackendConnection> connect(EventLoop loop, Endpoint endpoint, boolean foundRows) {
        SqlErrorException cause = refusal;
        if (cause != null) {
            return loop.newFailedFuture(cause);
        }
        FakeConnection connection = new FakeConnection(endpoint, opened.size() + 1);
        opened.add(connection);
        return loop.newSucceededFuture(connection.connection());
    }

    /** The connections in the order in which they were opened, also those that are closed. */
    public List<FakeConnection> opened() {
        return List.copyOf(opened);
    }

    public FakeConnection opened(int index) {
        return opened.get(index);
    }

    /** Lets everything happen that is due now. */
    public void settle() {
        for (int round = 0; round < 8; round++) {
            home.runPendingTasks();
            opened.forEach(connection -> connection.channel().runPendingTasks());
        }
    }
}
