package io.shardgate.proxy.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The sessions of this proxy, by connection id. Thread-safe; a session itself is confined to its event loop. */
public final class SessionRegistry {

    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final LongAdder commands = new LongAdder();
    private final long startedNanos = System.nanoTime();

    void add(Session session) {
        sessions.put(session.connectionId(), session);
    }

    void remove(Session session) {
        sessions.remove(session.connectionId(), session);
    }

    void countCommand() {
        commands.increment();
    }

    public Optional<Session> find(int connectionId) {
        return Optional.ofNullable(sessions.get(connectionId));
    }

    /** Those that are open now, in the order of their connection ids. */
    public Collection<Session> open() {
        return sessions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * The version of the oldest snapshot by which a statement runs that is not part of an open transaction;
     * {@link Long#MAX_VALUE} if none runs.
     */
    public long oldestRunningVersion() {
        long oldest = Long.MAX_VALUE;
        for (Session session : sessions.values()) {
            long version = session.runningVersion();
            if (version > 0) {
                oldest = Math.min(oldest, version);
            }
        }
        return oldest;
    }

    public int size() {
        return sessions.size();
    }

    /** The one line that COM_STATISTICS answers, in the words of a MySQL server. */
    String statistics() {
        long uptimeSeconds = Math.max(1, (System.nanoTime() - startedNanos) / 1_000_000_000L);
        long questions = commands.sum();
        return String.join(
                "  ",
                List.of(
                        "Uptime: " + uptimeSeconds,
                        "Threads: " + size(),
                        "Questions: " + questions,
                        String.format(
                                java.util.Locale.ROOT,
                                "Queries per second avg: %.3f",
                                (double) questions / uptimeSeconds)));
    }
}
