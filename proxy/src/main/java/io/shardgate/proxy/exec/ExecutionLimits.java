package io.shardgate.proxy.exec;

/** How much one statement may make the proxy hold in memory. */
public record ExecutionLimits(long maxRows, long maxBytes) {}
