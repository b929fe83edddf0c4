package io.shardgate.tests;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Remembers the buffers that were collected without having been released. Netty makes one for each kind of resource, as
 * the JVM's property {@code io.netty.customResourceLeakDetector} says.
 */
public final class LeakCollector<T> extends ResourceLeakDetector<T> {

    private static final int COLLECTIONS = 4;
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /** Netty looks for this constructor. */
    public LeakCollector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** Netty looks for this one too, and logs an error if it is not there. */
    public LeakCollector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    /** The leaks that are known by now; each is told once. */
    static synchronized List<String> take() {
        // Leaks show when their buffers have been collected and another one is allocated.
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(1).release();
        }
        List<String> taken = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            taken.add(leak);
        }
        return taken;
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
    }
}
