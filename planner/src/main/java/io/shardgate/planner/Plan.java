package io.shardgate.planner;

import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Guard;
import java.util.List;
import java.util.Optional;

/**
 * How a statement is executed; the same for every text with the same tokens whose values pass the guards.
 *
 * @param guards what it takes for granted of the values
 * @param tables the tables that it uses, as keyspace.table, in the order in which they are named
 * @param access whether it reads or writes, for the choice of tablet type
 * @param verification for an INSERT under a target that is one shard: tells the keyspace id of each row, so that a row that
 *     the shard does not own can be refused; its query is not for sending
 */
public record Plan(
        StatementKind kind,
        Primitive root,
        List<Guard> guards,
        List<String> tables,
        Access access,
        Optional<Insert> verification) {

    /** What a statement does to rows. */
    public enum Access {
        READ,
        /** Reads and locks rows, which only the primary can do. */
        LOCKING_READ,
        WRITE
    }

    public Plan {
        guards = List.copyOf(guards);
        tables = List.copyOf(tables);
    }

    public boolean isWrite() {
        return access == Access.WRITE;
    }

    /** Whether the plan is right for these values. */
    public boolean fits(BoundValues values) {
        for (Guard guard : guards) {
            if (!guard.holds(values)) {
                return false;
            }
        }
        return true;
    }
}
