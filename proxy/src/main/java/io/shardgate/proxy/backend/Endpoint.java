package io.shardgate.proxy.backend;

/**
 * Where a tablet's MySQL server listens, and which of its databases is ours.
 *
 * @param tablet the tablet's alias, for messages and metrics
 * @param database the database to connect to; empty for none
 */
public record Endpoint(String tablet, String host, int port, String database) {

    @Override
    public String toString() {
        return tablet + " (" + host + ":" + port + ")";
    }
}
