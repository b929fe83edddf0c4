package io.shardgate.planner.semantics;

/**
 * What of the session a plan depends on, besides the text and the schema.
 *
 * @param noAutoValueOnZero whether sql_mode has NO_AUTO_VALUE_ON_ZERO, so that 0 is kept in a column that a sequence fills
 * @param onlyFullGroupBy whether sql_mode has ONLY_FULL_GROUP_BY
 * @param unownedWrites whether rows may be written to a shard that the client chose and that does not own them
 */
public record PlanningOptions(
        ShardScope scope, boolean noAutoValueOnZero, boolean onlyFullGroupBy, boolean unownedWrites) {

    /** The whole keyspace, and sql_mode as MySQL 8 has it by default. */
    public static final PlanningOptions DEFAULT = new PlanningOptions(ShardScope.whole(), false, true, false);
}
