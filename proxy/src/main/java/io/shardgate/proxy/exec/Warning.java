package io.shardgate.proxy.exec;

/** A line of SHOW WARNINGS: what a statement had to say besides its result. */
public record Warning(String level, int code, String message) {}
