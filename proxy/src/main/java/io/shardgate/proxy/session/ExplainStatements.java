package io.shardgate.proxy.session;

import io.shardgate.planner.Plan;
import io.shardgate.planner.explain.PlanPrinter;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.planner.statement.Statement;
import io.shardgate.proxy.exec.ResultWriter;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** VEXPLAIN: shows how a statement would be run, without running it. Confined to the session's event loop. */
final class ExplainStatements {

    private final Session session;
    private final PlannedStatements planned;
    private final Fingerprint inner = new Fingerprint();

    ExplainStatements(Session session, PlannedStatements planned) {
        this.session = session;
        this.planned = planned;
    }

    void explain(Statement.VExplain explain, StatementContext context) {
        if (explain.detail() != Statement.VExplain.Detail.PLAN) {
            throw SqlError.UNSUPPORTED_QUERY.exception("VEXPLAIN " + explain.detail() + "; VEXPLAIN PLAN is possible");
        }
        byte[] text = context.tokens().bytes();
        inner.scan(text, explain.innerStart(), context.tokens().textEnd(), session.lexerMode());
        planned.plan(inner, ParameterValues.of(null, session), context, plan -> answer(plan, context));
    }

    private void answer(Plan plan, StatementContext context) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        PlanPrinter.lines(plan, inner).forEach(line -> rows.add(Arrays.asList(line)));
        ResultWriter.write(session.output(), context.format(), List.of(ColumnDefinition.text("Plan")), rows);
        context.completion().succeeded(StatementResult.ofRows(rows.size()));
    }
}
