package io.shardgate.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports of 127.0.0.1 for servers. They lie below those that the kernel gives to outgoing connections, since such a
 * connection could take the port between our choice and the server's start, or while the server restarts.
 */
final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    /** No port is given out twice by one process: the first taker may not have bound it yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    static int next() {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new LocalServerException("No free port on 127.0.0.1 between " + FIRST + " and " + (FIRST + COUNT - 1));
    }

    static void giveBack(int port) {
        GIVEN.remove(port);
    }

    /**
     * Whether a port is free within a second. A process that we start holds a copy of every open socket of ours for an
     * instant, also of one by which another thread just tried a port, so that a single look can be wrong.
     */
    static boolean isFreeSoon(int port) {
        for (int attempt = 0; attempt < 50; attempt++) {
            if (isFree(port)) {
                return true;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As database servers do: else the remains of closed connections would make a port look taken.
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Of 127.0.0.1 and nothing else: what the JDK calls the loopback address can be that of IPv6. */
    static InetSocketAddress address(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
