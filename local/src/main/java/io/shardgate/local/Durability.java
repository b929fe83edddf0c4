package io.shardgate.local;

/** What a commit survives. */
public enum Durability {
    /** The loss of power: every commit waits for the disk, in InnoDB and in the binlog. */
    SURVIVES_POWER_LOSS,

    /**
     * The death of the server, also by kill -9, but not that of the machine: a commit is handed to the operating system
     * and not waited for. Much faster on slow disks.
     */
    SURVIVES_KILL,

    /** A clean stop only: for data that goes with the test that made it. */
    SURVIVES_STOP
}
