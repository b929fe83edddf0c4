package io.shardgate.local;

/** A place that servers come from: processes of this machine, or containers. Closing it closes all of its servers. */
public interface ServerSource extends AutoCloseable {

    /**
     * Starts an empty server with the accounts of {@link Accounts}, and returns when it answers.
     *
     * @param name unique in this source
     * @throws LocalServerException if it does not start
     */
    DatabaseServer start(String name, ServerOptions options);

    @Override
    void close();
}
