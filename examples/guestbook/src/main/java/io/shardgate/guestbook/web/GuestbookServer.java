package io.shardgate.guestbook.web;

import com.sun.net.httpserver.HttpServer;
import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.guestbook.message.MessageStore;
import io.shardgate.guestbook.message.PlainWords;
import io.shardgate.guestbook.message.UniqueTime;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The guestbook as a web server on 127.0.0.1, started and closed once. It starts, and stays, without its database: pages
 * then say what is wrong until the database is back. Any one thread starts and closes it.
 */
public final class GuestbookServer implements AutoCloseable {

    /** Not Java's own idea of the loopback address, which may be that of IPv6. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final int THREADS = 16;
    private static final int CONNECTIONS = 8;
    private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();
    private static final int CLOSE_WITHIN_SECONDS = 1;

    static {
        // Else an answer waits 40 milliseconds for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final GuestbookConfig config;

    private @Nullable ConnectionPools pools;
    private @Nullable ExecutorService executor;
    private @Nullable HttpServer http;

    public GuestbookServer(GuestbookConfig config) {
        this.config = config;
    }

    /**
     * Returns when it serves.
     *
     * @throws GuestbookException if the port is taken, no driver knows a URL, or the table cannot be created as asked
     */
    public GuestbookServer start() {
        if (http != null) {
            throw new IllegalStateException("This guestbook is started already");
        }
        HttpServer server = bind(config.port());
        try {
            pools = ConnectionPools.open(config.database(), CONNECTIONS);
            Clock clock = Clock.systemUTC();
            MessageStore store = new MessageStore(pools, new UniqueTime(clock));
            if (config.createTable()) {
                createTable(store);
            }
            executor = Executors.newFixedThreadPool(THREADS, GuestbookServer::thread);
            server.setExecutor(executor);
            server.createContext("/", new HttpFrontEnd(new GuestbookSite(store, clock, new Random())));
            server.start();
            http = server;
            return this;
        } catch (RuntimeException e) {
            server.stop(0);
            close();
            throw e;
        }
    }

    private static HttpServer bind(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (BindException e) {
            throw new GuestbookException(
                    "Port %d of 127.0.0.1 cannot be used (%s): another program may have it. Give another with --port."
                            .formatted(port, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new GuestbookException("The web server does not start: " + e.getMessage(), e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "guestbook-web-" + THREAD_NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private static void createTable(MessageStore store) {
        try {
            store.createTable();
        } catch (SQLException e) {
            throw new GuestbookException(
                    "The table messages cannot be created. " + PlainWords.of(e) + " " + PlainWords.detail(e), e);
        }
    }

    /** The address of its first page, with the port that it got. */
    public URI uri() {
        if (http == null) {
            throw new IllegalStateException("This guestbook is not started");
        }
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    /** Lets running requests end for a second, and closes the connections. */
    @Override
    public void close() {
        if (http != null) {
            http.stop(CLOSE_WITHIN_SECONDS);
            http = null;
        }
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
        if (pools != null) {
            pools.close();
            pools = null;
        }
    }
}
