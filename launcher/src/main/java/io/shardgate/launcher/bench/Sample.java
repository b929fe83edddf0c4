package io.shardgate.launcher.bench;

import java.util.OptionalDouble;

/**
 * One measured run.
 *
 * @param round from 1
 * @param proxyMicrosPerQuery processor time of the process between sysbench and MySQL; empty where there is none
 * @param othersPercent how much of the machine's processor time went to what is not ours: the noise
 */
record Sample(
        int round,
        Way way,
        Mode mode,
        SysbenchReport report,
        OptionalDouble proxyMicrosPerQuery,
        double othersPercent) {}
