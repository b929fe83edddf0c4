package io.shardgate.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.shardgate.planner.Plan;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.planner.lexer.FingerprintKey;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.semantics.PlanningOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plans of statements that were planned before. Thread-safe.
 *
 * <p>Statements that differ only in literals share an entry: a short list of plans, of which the first is taken whose
 * guards hold for the values at hand.
 */
public final class PlanCache {

    /**
     * What a plan depends on besides the statement's tokens.
     *
     * @param planningVersion of the snapshot whose VSchema and tracked schema it was made with
     * @param keyspace the session's; empty for none
     */
    record Scope(long planningVersion, String keyspace, PlanningOptions options, LexerMode mode) {}

    private record Key(FingerprintKey statement, Scope scope) {}

    /** A statement that needs more different plans than that is planned anew when the oldest one is wanted again. */
    private static final int PLANS_PER_STATEMENT = 8;

    /** Of the text of an ordinary statement. */
    private static final int BYTES_PER_STATEMENT = 4096;

    private final Cache<Key, List<Plan>> plans;

    /** @param statements how many statements' plans are kept; 0 for none */
    public PlanCache(long statements) {
        // A long statement takes the place of several, so that the memory is bounded too.
        this.plans = Caffeine.newBuilder()
                .maximumWeight(statements)
                .weigher((Key key, List<Plan> plans) -> 1 + key.statement().length() / BYTES_PER_STATEMENT)
                .recordStats()
                .build();
    }

    /** A plan that is right for these values, or null. */
    @Nullable
    Plan find(Fingerprint statement, Scope scope, BoundValues values) {
        List<Plan> known = plans.getIfPresent(new Key(statement.key(), scope));
        if (known == null) {
            return null;
        }
        for (Plan plan : known) {
            if (plan.fits(values)) {
                return plan;
            }
        }
        return null;
    }

    /** Keeps a plan. The key must be a copy. */
    void put(FingerprintKey statement, Scope scope, Plan plan) {
        plans.asMap().merge(new Key(statement, scope), List.of(plan), (before, added) -> {
            List<Plan> all = new ArrayList<>(added);
            for (Plan known : before) {
                if (all.size() < PLANS_PER_STATEMENT && !all.contains(known)) {
                    all.add(known);
                }
            }
            return List.copyOf(all);
        });
    }

    /** How many statements have plans now. */
    public long size() {
        return plans.estimatedSize();
    }

    /** How many look-ups found something, since the start. */
    public long hits() {
        return plans.stats().hitCount();
    }

    /** How many look-ups found nothing, since the start. */
    public long misses() {
        return plans.stats().missCount();
    }
}
