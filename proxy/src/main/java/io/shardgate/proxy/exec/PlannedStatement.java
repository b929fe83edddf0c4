package io.shardgate.proxy.exec;

import io.shardgate.planner.Plan;
import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.RoutingEvaluator;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.Target;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its plan, its values and the picture of the world that it uses from beginning to end. Confined to the
 * session's event loop.
 */
public final class PlannedStatement {

    private final Execution execution;
    private final Plan plan;
    private final Tokens tokens;
    private final BoundValues values;
    private final @Nullable PreparedCall call;
    private final ServingSnapshot snapshot;
    private final Target target;
    private final String cell;
    private final @Nullable String reserveBecause;
    private final Completion completion;
    private final ShardTexts texts;

    /**
     * @param tokens must stay as they are until the statement has ended
     * @param call if it came as a prepared statement
     * @param parameterLiterals what to write in the place of each parameter
     * @param reserveBecause why its connection must stay with the session, or null
     */
    public PlannedStatement(
            Execution execution,
            Plan plan,
            Tokens tokens,
            BoundValues values,
            @Nullable PreparedCall call,
            ParameterLiterals parameterLiterals,
            ServingSnapshot snapshot,
            Target target,
            String cell,
            @Nullable String reserveBecause,
            Completion completion) {
        this.execution = execution;
        this.plan = plan;
        this.tokens = tokens;
        this.values = values;
        this.call = call;
        this.snapshot = snapshot;
        this.target = target;
        this.cell = cell;
        this.reserveBecause = reserveBecause;
        this.completion = completion;
        this.texts = new ShardTexts(tokens, values, parameterLiterals);
    }

    Execution execution() {
        return execution;
    }

    Plan plan() {
        return plan;
    }

    Tokens tokens() {
        return tokens;
    }

    BoundValues values() {
        return values;
    }

    /**
     * The call that a shard can be given as it came; null for a statement that came as text, or in whose text the session
     * has put values of its own.
     */
    @Nullable
    PreparedCall forwardableCall() {
        return call != null && tokens.bytes() == call.sql().sql() ? call : null;
    }

    /** Whether the client wants rows as COM_QUERY gives them, so that a shard's answer can be relayed. */
    boolean wantsText() {
        return call == null;
    }

    @Nullable
    String reserveBecause() {
        return reserveBecause;
    }

    Completion completion() {
        return completion;
    }

    /** Makes the text that each shard gets. */
    ShardTexts texts() {
        return texts;
    }

    ResultWriter.Format format() {
        return wantsText() ? ResultWriter.Format.TEXT : ResultWriter.Format.BINARY;
    }

    /** The shards of a routing, at least one: a query that no row can match still goes somewhere for its columns. */
    List<ResolvedShard> resolve(String keyspace, Routing routing) {
        if (target.bypassesVSchema()) {
            return snapshot.resolve(target, cell);
        }
        Destination destination = new RoutingEvaluator(values).destination(routing);
        List<ResolvedShard> shards = resolve(keyspace, destination);
        if (routing == Routing.Unsharded.UNSHARDED && shards.size() > 1) {
            return onlyShard(keyspace, shards);
        }
        return shards.isEmpty() ? any(resolve(keyspace, Destination.everywhere())) : shards;
    }

    /**
     * Shards without a VSchema that says how rows are divided among them: what reads no table, as drivers do when they
     * connect, any of them answers; what does would see or change rows of one of them only.
     */
    private List<ResolvedShard> onlyShard(String keyspace, List<ResolvedShard> shards) {
        boolean readsNoTable = plan.access() == Plan.Access.READ;
        for (int i = 0; i < tokens.count() && readsNoTable; i++) {
            readsNoTable = tokens.keyword(i) != Keyword.FROM && tokens.keyword(i) != Keyword.TABLE;
        }
        if (!readsNoTable) {
            throw SqlError.UNSUPPORTED_QUERY.exception("tables of keyspace " + keyspace + ", which has "
                    + shards.size() + " shards, while its VSchema does not say how rows are divided among them; apply"
                    + " one with \"sharded\": true, or USE one shard, such as "
                    + shards.get(0).path());
        }
        return any(shards);
    }

    private List<ResolvedShard> any(List<ResolvedShard> shards) {
        return List.of(AnyShard.of(shards, snapshot, execution.connections(), tokens));
    }

    /** The shards of a destination in key order; none for one that is nowhere. */
    List<ResolvedShard> resolve(String keyspace, Destination destination) {
        return snapshot.resolve(keyspace, target.type(), cell, destination);
    }

    /** Whether the session has chosen the shards itself. */
    boolean isTargeted() {
        return target.bypassesVSchema();
    }

    /** The shards that the session's target names. */
    List<ResolvedShard> targeted() {
        return snapshot.resolve(target, cell);
    }
}
