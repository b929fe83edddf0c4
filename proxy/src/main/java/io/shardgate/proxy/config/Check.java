package io.shardgate.proxy.config;

import java.time.Duration;

/** Bounds of configuration values. */
final class Check {

    private Check() {}

    static void range(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new ConfigException.BadValue(key, value + " is not between " + min + " and " + max);
        }
    }

    static void range(String key, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new ConfigException.BadValue(
                    key, Units.print(value) + " is not between " + Units.print(min) + " and " + Units.print(max));
        }
    }

    static void range(String key, ByteSize value, long min, long max) {
        if (value.bytes() < min || value.bytes() > max) {
            throw new ConfigException.BadValue(
                    key, value + " is not between " + new ByteSize(min) + " and " + new ByteSize(max));
        }
    }

    static void notEmpty(String key, String value) {
        if (value.isBlank()) {
            throw new ConfigException.BadValue(key, "must not be empty");
        }
    }
}
