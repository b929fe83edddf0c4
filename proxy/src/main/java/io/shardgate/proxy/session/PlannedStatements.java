package io.shardgate.proxy.session;

import io.shardgate.planner.Plan;
import io.shardgate.planner.Planner;
import io.shardgate.planner.explain.Scatters;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.planner.semantics.ShardScope;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.exec.Aside;
import io.shardgate.proxy.exec.GatedPlans;
import io.shardgate.proxy.exec.PlanExecution;
import io.shardgate.proxy.exec.PlannedStatement;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.Target;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.ShardName;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Queries and DML: takes their plan from the cache, or has it made on a worker, and runs it. Confined to the session's event
 * loop; planning happens on copies.
 */
final class PlannedStatements {

    private final Session session;
    private final TransactionStatements transactions;
    private PlanCache.@Nullable Scope scope;
    private @Nullable ConnectionState scopeState;
    private @Nullable Target scopeTarget;

    PlannedStatements(Session session, TransactionStatements transactions) {
        this.session = session;
        this.transactions = transactions;
    }

    /** @param reserveBecause why the statement's connection must stay with the session, or null */
    void run(Fingerprint statement, StatementContext context, @Nullable String reserveBecause) {
        ParameterValues parameters = ParameterValues.of(context.call(), session);
        plan(statement, parameters, context, plan -> execute(plan, statement, parameters, context, reserveBecause));
    }

    /** Finds the plan, or has it made; goes on with it on the event loop. */
    void plan(Fingerprint statement, ParameterValues parameters, StatementContext context, Consumer<Plan> then) {
        ServingSnapshot snapshot = session.snapshot();
        PlanCache.Scope asked = scope(snapshot);
        Plan known = session.services().plans().find(statement, asked, parameters.with(statement));
        if (known != null) {
            then.accept(known);
            return;
        }
        QueryText text = statement.copyText();
        StatementValues copy = parameters.with(text);
        PlanningSchema schema = new PlanningSchema(
                snapshot.vschema(),
                snapshot.schemas(),
                Optional.of(asked.keyspace()).filter(name -> !name.isEmpty()));
        Aside.run(
                session,
                context.completion(),
                () -> {
                    Plan made = Planner.plan(text, copy, schema, asked.options());
                    session.services().plans().put(text.key(), asked, made);
                    return made;
                },
                then);
    }

    private void execute(
            Plan plan,
            Fingerprint statement,
            ParameterValues parameters,
            StatementContext context,
            @Nullable String reserveBecause) {
        Target target = session.target();
        if (plan.access() != Plan.Access.READ && target.type() != TabletType.PRIMARY) {
            throw SqlError.READ_ONLY_TARGET.exception(
                    plan.access() == Plan.Access.WRITE ? "A write" : "A locking read",
                    target.type().targetWord());
        }
        if (plan.kind().isDml()) {
            session.requireServing();
        }
        if (Scatters.find(plan)) {
            session.services().metrics().scattered();
        }
        PlannedStatement planned = new PlannedStatement(
                session,
                plan,
                statement,
                parameters.with(statement),
                context.call(),
                parameters,
                session.snapshot(),
                target,
                session.services().cell(),
                reserveBecause,
                context.completion());
        if (session.snapshot().hasGates() && waitsAtGate(planned, context)) {
            return;
        }
        if (plan.kind().isDdl()) {
            transactions.commitFirst(context, () -> PlanExecution.run(planned));
        } else {
            PlanExecution.run(planned);
        }
    }

    private boolean waitsAtGate(PlannedStatement planned, StatementContext context) {
        return GatedPlans.find(planned, session.snapshot()::isGated)
                .filter(shard -> session.waitsAtGate(shard, context))
                .isPresent();
    }

    /** The part of a plan's key that is the session's; the same object as long as nothing in it has changed. */
    private PlanCache.Scope scope(ServingSnapshot snapshot) {
        PlanCache.Scope known = scope;
        ConnectionState state = session.state();
        Target target = session.target();
        if (known == null
                || known.planningVersion() != snapshot.planningVersion()
                || known.options().unownedWrites() != session.unownedWrites()
                || !Objects.equals(state, scopeState)
                || !Objects.equals(target, scopeTarget)) {
            String sqlMode = String.valueOf(state.literal(ConnectionState.SQL_MODE));
            PlanningOptions options = new PlanningOptions(
                    shardScope(target),
                    sqlMode.contains("NO_AUTO_VALUE_ON_ZERO"),
                    sqlMode.contains("ONLY_FULL_GROUP_BY"),
                    session.unownedWrites());
            known = new PlanCache.Scope(
                    snapshot.planningVersion(), target.findKeyspace().orElse(""), options, session.lexerMode());
            scope = known;
            scopeState = state;
            scopeTarget = target;
        }
        return known;
    }

    private static ShardScope shardScope(Target target) {
        if (target.part() instanceof Target.OneShard one) {
            ShardName shard = one.shard();
            return new ShardScope.OneShard(shard.name(), shard.range());
        }
        if (target.part() instanceof Target.Shards range) {
            return new ShardScope.Range(range.range());
        }
        if (target.part() instanceof Target.Owner owner) {
            return new ShardScope.Id(owner.id());
        }
        return ShardScope.whole();
    }
}
