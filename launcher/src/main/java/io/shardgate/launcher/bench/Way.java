package io.shardgate.launcher.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What lies between sysbench and the rows. All but the sharded ones lead to the same plain server. */
public enum Way {
    DIRECT("direct to MySQL"),
    HAPROXY("HAProxy (TCP mode)"),
    UNSHARDED("Shardgate, unsharded keyspace"),
    ONE_SHARD("Shardgate, sharded, one shard"),
    TWO_SHARDS("Shardgate, sharded, two shards");

    private final String label;

    Way(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** As users write it, and as it stands in the JSON file. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads one word of {@code --ways}.
     *
     * @throws IllegalArgumentException with the words that there are
     */
    public static Way parse(String text) {
        return Arrays.stream(values())
                .filter(way -> way.id().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown way '" + text + "': use some of "
                        + Arrays.stream(values()).map(Way::id).collect(Collectors.joining(", "))));
    }
}
