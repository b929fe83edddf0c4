package io.shardgate.launcher.bench;

import java.util.OptionalLong;

/**
 * Where sysbench connects on 127.0.0.1 for one way.
 *
 * @param proxyPid the process between sysbench and MySQL; empty where there is none
 */
record Endpoint(Way way, int port, String user, String password, String database, OptionalLong proxyPid) {}
