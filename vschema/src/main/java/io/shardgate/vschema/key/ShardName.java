package io.shardgate.vschema.key;

import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a shard, which says what it owns: {@code -80}, {@code 80-}, or a name without a dash such as {@code 0},
 * whose shard owns the whole keyspace.
 *
 * <p>Names are kept as written, in lower case. Two names that say the same range are equal: {@code -80} and {@code
 * 0000-8000} cannot both exist in a keyspace.
 */
public final class ShardName implements Comparable<ShardName> {

    private static final Pattern CUSTOM = Pattern.compile("[a-z0-9_.]{1,63}");

    private static final Comparator<ShardName> ORDER = Comparator.comparing((ShardName s) -> s.range.start())
            // An open end is the empty id, which as bytes would come first.
            .thenComparing(s -> s.range.end().length() == 0)
            .thenComparing(s -> s.range.end())
            .thenComparing(s -> s.isKeyRange() ? "" : s.name);

    private final String name;
    private final KeyRange range;

    private ShardName(String name, KeyRange range) {
        this.name = name;
        this.range = range;
    }

    /** The name of the shard that owns the range, in its shortest form. */
    public static ShardName of(KeyRange range) {
        return new ShardName(range.toString(), range);
    }

    /**
     * Reads a shard's name.
     *
     * @throws IllegalArgumentException when it is none; the message is fit for a user
     */
    public static ShardName parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.indexOf('-') < 0) {
            if (!CUSTOM.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'%s' is not a shard name: write a key range such as -80, or a name of letters, digits, _ and ."
                                .formatted(text));
            }
            return new ShardName(name, KeyRange.FULL);
        }
        try {
            return new ShardName(name, KeyRange.parse(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' is not a shard name: %s".formatted(text, e.getMessage()), e);
        }
    }

    public String name() {
        return name;
    }

    /** What the shard owns; the full range for a name without a dash. */
    public KeyRange range() {
        return range;
    }

    /** Whether the name is a key range, as opposed to a custom name such as {@code 0}. */
    public boolean isKeyRange() {
        return name.indexOf('-') >= 0;
    }

    /** By key range, then custom names by their letters. */
    @Override
    public int compareTo(ShardName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardName shard && compareTo(shard) == 0;
    }

    @Override
    public int hashCode() {
        return isKeyRange() ? range.hashCode() : name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
