package io.shardgate.serving.topology;

import java.util.Locale;

/** What a tablet is used for. */
public enum TabletType {
    /** Takes a shard's writes. */
    PRIMARY("master"),
    /** Replicates, and serves the application's reads. */
    REPLICA("replica"),
    /** Replicates, and serves batch reads. */
    RDONLY("rdonly"),
    /** Out of service while a copy or a diff reads from it. */
    DRAINED("drained"),
    /** Replicates and serves nothing. */
    SPARE("spare"),
    /** Holds no shard; computes what the shards cannot. */
    WORKSPACE("workspace");

    private final String printed;

    TabletType(String printed) {
        this.printed = printed;
    }

    /**
     * The type of that name, in any case; primary may be called master.
     *
     * @throws IllegalArgumentException that lists the types
     */
    public static TabletType parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (TabletType type : values()) {
            if (lower.equals(type.printed)) {
                return type;
            }
        }
        if (lower.equals("primary")) {
            return PRIMARY;
        }
        throw new IllegalArgumentException(
                "'" + text
                        + "' is not a tablet type; the types are master (or primary), replica, rdonly, drained, spare, workspace");
    }

    /** Whether queries can be sent to it as the type of their target. */
    public boolean isServed() {
        return this == PRIMARY || this == REPLICA || this == RDONLY;
    }

    /** The word that commands print. */
    public String printed() {
        return printed;
    }

    /** The word in a target: {@code primary}, {@code replica}, {@code rdonly}. */
    public String targetWord() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return printed;
    }
}
