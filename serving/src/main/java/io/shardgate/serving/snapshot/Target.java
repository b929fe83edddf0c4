package io.shardgate.serving.snapshot;

import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.key.ShardName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session has chosen by {@code USE} or by the database of its URL.
 *
 * @param keyspace none for {@code @replica}, which chooses only the type
 * @param tablet a certain tablet of the shard, if one was named
 */
public record Target(
        @Nullable String keyspace,
        Part part,
        TabletType type,
        @Nullable TabletAlias tablet) {

    /** Nothing chosen: no keyspace, and the primaries. */
    public static final Target NONE = new Target(null, Whole.WHOLE, TabletType.PRIMARY, null);

    public Target {
        if (!type.isServed()) {
            throw new IllegalArgumentException("queries cannot be sent to tablets of type " + type);
        }
        if (keyspace == null && part != Whole.WHOLE) {
            throw new IllegalArgumentException("a shard needs a keyspace");
        }
    }

    /** Which part of the keyspace. */
    public sealed interface Part {}

    /** All of it: VSchema and vindexes decide. */
    public enum Whole implements Part {
        WHOLE
    }

    /** One shard, whether it serves or not; the statement goes there as it is. */
    public record OneShard(ShardName shard) implements Part {}

    /** The serving shards that make up exactly this range. */
    public record Shards(KeyRange range) implements Part {}

    /** The serving shard that owns this keyspace id. */
    public record Owner(KeyspaceId id) implements Part {}

    public static Target of(String keyspace, TabletType type) {
        return new Target(keyspace, Whole.WHOLE, type, null);
    }

    /**
     * Reads {@code ks}, {@code ks/-80}, {@code ks:-80@replica}, {@code @rdonly}, {@code ks[10-20]@primary},
     * {@code ks[deadbeef]}, {@code ks:-80@replica|zone1-100}.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException WRONG_TARGET that says what is wrong
     */
    public static Target parse(String text) {
        return TargetParser.parse(text);
    }

    public Optional<String> findKeyspace() {
        return Optional.ofNullable(keyspace);
    }

    /** Whether statements go to shards named by the target, past vindexes and VSchema. */
    public boolean bypassesVSchema() {
        return part != Whole.WHOLE;
    }

    /** The same place with another tablet type. */
    public Target withType(TabletType other) {
        return new Target(keyspace, part, other, null);
    }

    /** In one form: {@code ks:-80@replica}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(keyspace == null ? "" : keyspace);
        if (part instanceof OneShard one) {
            text.append(':').append(one.shard());
        } else if (part instanceof Shards shards) {
            text.append('[').append(shards.range()).append(']');
        } else if (part instanceof Owner owner) {
            text.append('[').append(owner.id().hex()).append(']');
        }
        text.append('@').append(type.targetWord());
        return tablet == null
                ? text.toString()
                : text.append('|').append(tablet).toString();
    }
}
