package io.shardgate.serving.store;

/** A watch that runs until it is closed or ends. */
public interface Watch extends AutoCloseable {

    /** Ends the watch; a call to the listener that is under way may still finish. {@code onEnded} is not called. */
    @Override
    void close();
}
