package io.shardgate.planner.explain;

import io.shardgate.planner.Plan;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.Concatenate;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.primitive.Distinct;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.planner.primitive.Limit;
import io.shardgate.planner.primitive.MergeSort;
import io.shardgate.planner.primitive.NextValue;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.primitive.Sort;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.planner.primitive.Truncate;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.ValueRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints a plan, one line a step, inputs indented under what reads them. */
public final class PlanPrinter implements Primitive.Visitor<PlanPrinter> {

    private static final Pattern REFERENCE = Pattern.compile("#([0-9]+)");

    private final Tokens tokens;
    private final QueryPrinter queries;
    private final List<String> lines = new ArrayList<>();
    private int depth;

    private PlanPrinter(Tokens tokens) {
        this.tokens = tokens;
        this.queries = new QueryPrinter(tokens, this::value);
    }

    /** The lines of the plan for the statement of these tokens: the rows of VEXPLAIN. */
    public static List<String> lines(Plan plan, Tokens tokens) {
        var printer = new PlanPrinter(tokens);
        plan.root().accept(printer);
        if (plan.verification().isPresent()) {
            printer.lines.add("Every row must belong to the target's shard");
        }
        for (Guard guard : plan.guards()) {
            printer.lines.add("Provided that " + printer.resolved(guard.toString()));
        }
        return printer.lines;
    }

    private void line(String text) {
        lines.add("  ".repeat(depth) + text);
    }

    private PlanPrinter step(String text, Primitive input) {
        line(text);
        depth++;
        input.accept(this);
        depth--;
        return this;
    }

    private String value(ValueRef ref) {
        return resolved(ref.toString());
    }

    /** The text with the client's literals in the place of their tokens. */
    private String resolved(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            int token = Integer.parseInt(match.group(1));
            String literal = new String(
                    tokens.bytes(),
                    tokens.start(token),
                    tokens.end(token) - tokens.start(token),
                    StandardCharsets.UTF_8);
            return Matcher.quoteReplacement(literal);
        });
    }

    private static String keys(List<SortKey> keys) {
        return keys.stream().map(PlanPrinter::key).collect(Collectors.joining(", "));
    }

    private static String key(SortKey key) {
        String how = key.comparison() instanceof SortKey.ByWeight weight
                ? weight.padHex().isEmpty() ? " by weight" : " by weight padded " + weight.padHex()
                : "";
        return "column " + key.column() + how + (key.descending() ? " desc" : "");
    }

    @Override
    public PlanPrinter visitRoute(Route route) {
        line("Route %s %s (%s): %s"
                .formatted(
                        route.keyspace(),
                        resolved(route.routing().toString()),
                        route.reason(),
                        queries.print(route.query())));
        return this;
    }

    @Override
    public PlanPrinter visitMergeSort(MergeSort mergeSort) {
        return step("MergeSort " + keys(mergeSort.keys()), mergeSort.input());
    }

    @Override
    public PlanPrinter visitSort(Sort sort) {
        return step("Sort " + keys(sort.keys()), sort.input());
    }

    @Override
    public PlanPrinter visitAggregate(Aggregate aggregate) {
        String combined =
                aggregate.combinations().stream().map(PlanPrinter::combination).collect(Collectors.joining(", "));
        String groups = aggregate.groupKeys().isEmpty() ? "" : " grouped by " + keys(aggregate.groupKeys());
        return step(("Aggregate " + combined).strip() + groups, aggregate.input());
    }

    private static String combination(Aggregate.Combination combination) {
        if (combination instanceof Aggregate.AddCounts) {
            return "count " + combination.column();
        }
        if (combination instanceof Aggregate.AddSums) {
            return "sum " + combination.column();
        }
        if (combination instanceof Aggregate.Average average) {
            return "avg %d from %d / %d".formatted(average.column(), average.sumColumn(), average.countColumn());
        }
        return combination instanceof Aggregate.Least least
                ? "min " + least.column() + " (" + key(least.by()) + ")"
                : "max " + combination.column() + " (" + key(((Aggregate.Greatest) combination).by()) + ")";
    }

    @Override
    public PlanPrinter visitDistinct(Distinct distinct) {
        return step("Distinct " + keys(distinct.keys()), distinct.input());
    }

    @Override
    public PlanPrinter visitLimit(Limit limit) {
        String offset = limit.offset().map(ref -> " offset " + value(ref)).orElse("");
        return step("Limit " + value(limit.count()) + offset, limit.input());
    }

    @Override
    public PlanPrinter visitConcatenate(Concatenate concatenate) {
        line("Concatenate");
        depth++;
        concatenate.inputs().forEach(input -> input.accept(this));
        depth--;
        return this;
    }

    @Override
    public PlanPrinter visitTruncate(Truncate truncate) {
        return step("Truncate " + truncate.dropped(), truncate.input());
    }

    @Override
    public PlanPrinter visitInsert(Insert insert) {
        line("Insert %s%s (%s): %s"
                .formatted(
                        insert.keyspace(),
                        generated(insert.generated()),
                        insert.reason(),
                        queries.print(insert.query())));
        return this;
    }

    private static String generated(Optional<Insert.Generated> generated) {
        return generated
                .map(column -> " generates %s from %s.%s"
                        .formatted(column.column(), column.sequenceKeyspace(), column.sequence()))
                .orElse("");
    }

    @Override
    public PlanPrinter visitInsertSelect(InsertSelect insert) {
        String tail = insert.tail().pieces().isEmpty() ? "" : " " + queries.print(insert.tail());
        String text = queries.print(insert.head()) + " <rows that were read>" + tail;
        return step(
                "InsertSelect %s%s (%s): %s"
                        .formatted(insert.keyspace(), generated(insert.generated()), insert.reason(), text),
                insert.input());
    }

    @Override
    public PlanPrinter visitDml(Dml dml) {
        String counting = dml.counting() == Dml.Counting.ONE ? " counted once" : "";
        line("Dml %s %s%s (%s): %s"
                .formatted(
                        dml.keyspace(),
                        resolved(dml.routing().toString()),
                        counting,
                        dml.reason(),
                        queries.print(dml.query())));
        return this;
    }

    @Override
    public PlanPrinter visitDdl(Ddl ddl) {
        line("Ddl %s %s (%s)".formatted(ddl.keyspace(), ddl.routing(), ddl.reason()));
        return this;
    }

    @Override
    public PlanPrinter visitNextValue(NextValue nextValue) {
        line("NextValue %s.%s count %s"
                .formatted(nextValue.keyspace(), nextValue.sequence(), value(nextValue.count())));
        return this;
    }
}
