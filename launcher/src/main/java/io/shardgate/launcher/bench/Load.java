package io.shardgate.launcher.bench;

import java.time.Duration;

/**
 * What sysbench is asked to do.
 *
 * @param threads of sysbench, each with a connection of its own
 * @param run the length of one measured run
 * @param warmUp the length of the unmeasured run that goes ahead, once for each way and mode
 * @param rounds how often each way and mode is measured
 * @param tables how many tables
 * @param tableSize rows of each
 */
public record Load(int threads, Duration run, Duration warmUp, int rounds, int tables, int tableSize) {

    public Load {
        range("--threads", threads, 1, 1000);
        range("--seconds", run.toSeconds(), 1, 3600);
        range("--warm-up", warmUp.toSeconds(), 0, 3600);
        range("--rounds", rounds, 1, 1000);
        range("--tables", tables, 1, 100);
        range("--table-size", tableSize, 1, 10_000_000);
    }

    private static void range(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " must be " + min + " to " + max + " and is " + value);
        }
    }
}
