package io.shardgate.serving.snapshot;

import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.key.ShardName;
import org.jspecify.annotations.Nullable;

/** Reads a target from right to left: the tablet, the type, the part, the keyspace. */
final class TargetParser {

    private final String text;
    private String rest;

    private TargetParser(String text) {
        this.text = text;
        this.rest = text;
    }

    static Target parse(String text) {
        return new TargetParser(text).parse();
    }

    private Target parse() {
        try {
            TabletAlias tablet = tablet();
            TabletType type = type();
            Target.Part part = part();
            if (tablet != null && !(part instanceof Target.OneShard)) {
                throw wrong("a tablet can only be named together with its shard, as in ks:-80@replica|zone1-100");
            }
            if (rest.isEmpty() && part != Target.Whole.WHOLE) {
                throw wrong("there is no keyspace before the shard");
            }
            return new Target(rest.isEmpty() ? null : rest, part, type, tablet);
        } catch (IllegalArgumentException e) {
            // The parsers of ranges, ids and aliases word their messages for the user.
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable TabletAlias tablet() {
        String alias = cut('|');
        return alias == null ? null : TabletAlias.parse(alias);
    }

    private TabletType type() {
        String word = cut('@');
        if (word == null) {
            return TabletType.PRIMARY;
        }
        if (word.isEmpty()) {
            throw wrong("there is no tablet type after @; write @primary, @replica or @rdonly");
        }
        TabletType type = TabletType.parse(word);
        if (!type.isServed()) {
            throw wrong("queries cannot be sent to tablets of type " + type + "; use @primary, @replica or @rdonly");
        }
        return type;
    }

    private Target.Part part() {
        if (rest.endsWith("]") || rest.indexOf('[') >= 0) {
            return inBrackets();
        }
        int separator = Math.max(rest.indexOf(':'), rest.indexOf('/'));
        if (separator < 0) {
            return Target.Whole.WHOLE;
        }
        String shard = rest.substring(separator + 1);
        rest = rest.substring(0, separator);
        if (shard.isEmpty()) {
            throw wrong("there is no shard after the keyspace; write " + rest + ":-80, or only " + rest);
        }
        return new Target.OneShard(ShardName.parse(shard));
    }

    private Target.Part inBrackets() {
        int open = rest.indexOf('[');
        if (open < 0 || !rest.endsWith("]")) {
            throw wrong("a key range or a keyspace id stands between [ and ], as in ks[10-20] or ks[deadbeef]");
        }
        String inside = rest.substring(open + 1, rest.length() - 1);
        rest = rest.substring(0, open);
        if (inside.isEmpty()) {
            throw wrong("there is nothing between the brackets; write a key range or a keyspace id");
        }
        return inside.indexOf('-') >= 0
                ? new Target.Shards(KeyRange.parse(inside))
                : new Target.Owner(KeyspaceId.parseHex(inside));
    }

    /** What follows the last such character, which is taken off; none if there is no such character. */
    private @Nullable String cut(char separator) {
        int at = rest.lastIndexOf(separator);
        if (at < 0) {
            return null;
        }
        String after = rest.substring(at + 1);
        rest = rest.substring(0, at);
        return after;
    }

    private SqlErrorException wrong(String why) {
        return SqlError.WRONG_TARGET.exception(text, why);
    }
}
