package io.shardgate.proxy.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.shardgate.planner.lexer.StatementKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long statements took, as their clients see it, and how they ended. Safe for all event loops; a statement that
 * succeeds takes no lock and makes no garbage.
 */
public final class QueryMetrics {

    private static final Duration[] BOUNDS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;

    /** Made when the first statement of a kind has ended. Never changed, but replaced. */
    private volatile Map<StatementKind, Timer> succeeded = new EnumMap<>(StatementKind.class);

    private volatile Map<StatementKind, Timer> failed = new EnumMap<>(StatementKind.class);

    private final Map<Integer, Counter> errors = new ConcurrentHashMap<>();
    private final Counter scattered;

    public QueryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.scattered = Counter.builder("shardgate.queries.scattered")
                .description("Statements that went to all shards of a keyspace")
                .register(registry);
    }

    /** A statement has ended. */
    void ended(StatementKind kind, boolean isSuccess, long nanos) {
        Timer timer = (isSuccess ? succeeded : failed).get(kind);
        (timer == null ? added(kind, isSuccess) : timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized Timer added(StatementKind kind, boolean isSuccess) {
        Map<StatementKind, Timer> timers = new EnumMap<>(StatementKind.class);
        timers.putAll(isSuccess ? succeeded : failed);
        Timer timer = timer(kind, isSuccess);
        timers.put(kind, timer);
        if (isSuccess) {
            succeeded = timers;
        } else {
            failed = timers;
        }
        return timer;
    }

    private Timer timer(StatementKind kind, boolean isSuccess) {
        return Timer.builder("shardgate.query")
                .description("Statements, from their arrival to the end of their answer")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("result", isSuccess ? "ok" : "error")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** A client was sent an error. */
    void error(int errno) {
        errors.computeIfAbsent(
                        errno,
                        number -> Counter.builder("shardgate.query.errors")
                                .description("Errors sent to clients")
                                .tag("errno", Integer.toString(number))
                                .register(registry))
                .increment();
    }

    /** A plan goes to all shards of a keyspace. */
    void scattered() {
        scattered.increment();
    }
}
