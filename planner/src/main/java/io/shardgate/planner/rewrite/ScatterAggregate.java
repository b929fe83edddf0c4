package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.TokenRange;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.Aggregates;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.MergeSort;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.primitive.Sort;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.splice.SplicedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans aggregates over several shards: each aggregates its own rows, ordered by the group's columns, and neighbours are
 * combined. Used once.
 */
final class ScatterAggregate {

    private final ScatterBlock scatter;
    private final Query.Block block;
    private final Analysis analysis;
    private final TokenView view;
    private final Clauses clauses;
    private final Helpers helpers;
    private final List<GroupElement> groups = new ArrayList<>();
    private final List<PendingCombination> combinations = new ArrayList<>();

    /**
     * An element of GROUP BY.
     *
     * @param written the element as it stands in GROUP BY
     * @param range the expression that it means
     * @param position the column of the result that it is, or -1
     */
    private record GroupElement(Expr expr, TokenRange written, TokenRange range, int position) {}

    /** Makes a combination once all helpers are known. */
    private interface PendingCombination {
        Aggregate.Combination finish();
    }

    ScatterAggregate(ScatterBlock scatter, Clauses clauses) {
        this.scatter = scatter;
        this.block = scatter.block();
        this.analysis = scatter.analysis();
        this.view = scatter.context().view();
        this.clauses = clauses;
        this.helpers = new Helpers(view);
    }

    Primitive plan() {
        if (block.grouping().having().isPresent()) {
            throw scatter.unsupported("HAVING on groups that span shards,", 0, view.count());
        }
        boolean grouped = !block.grouping().groupBy().isEmpty();
        if (block.distinct() && grouped) {
            throw scatter.unsupported("DISTINCT together with GROUP BY", 0, view.count());
        }
        ScatterBlock.checkCount(clauses.items().size(), block.items().size());
        readGroups();
        for (int position = 0; position < block.items().size(); position++) {
            item(position);
        }
        return grouped ? planGroups() : planScalar();
    }

    private void readGroups() {
        List<TokenRange> written = clauses.groupByElements();
        ScatterBlock.checkCount(written.size(), block.grouping().groupBy().size());
        for (int i = 0; i < written.size(); i++) {
            Expr expr = block.grouping().groupBy().get(i);
            int position = groupPosition(expr, written.get(i));
            TokenRange range = written.get(i);
            if (position >= 0 && block.items().get(position) instanceof Query.Output output) {
                range = ScatterBlock.itemRange(output, clauses.items().get(position), clauses);
                expr = output.expr();
            }
            groups.add(new GroupElement(expr, written.get(i), range, position));
        }
    }

    /** In GROUP BY a column comes before an alias. */
    private int groupPosition(Expr expr, TokenRange range) {
        if (expr instanceof Expr.Value value) {
            int position = scatter.position(value).orElse(-1);
            boolean afterStar = block.items().stream().limit(position + 1L).anyMatch(Query.Star.class::isInstance);
            if (position < 0 || afterStar) {
                throw scatter.unsupported("GROUP BY a constant, or a number after a *", range);
            }
            return position;
        }
        if (analysis.column(expr).isEmpty()) {
            Optional<Integer> alias = scatter.aliasPosition(expr);
            if (alias.isPresent()) {
                return alias.get();
            }
        }
        for (int position = 0; position < block.items().size(); position++) {
            boolean same = block.items().get(position) instanceof Query.Output output
                    && scatter.isSame(
                            expr,
                            range,
                            output,
                            ScatterBlock.itemRange(output, clauses.items().get(position), clauses));
            if (same) {
                return position;
            }
        }
        return -1;
    }

    private void item(int position) {
        if (!(block.items().get(position) instanceof Query.Output output)) {
            throw scatter.unsupported(
                    "* together with aggregates", clauses.items().get(position));
        }
        boolean isGroup = groups.stream().anyMatch(group -> group.position() == position);
        if (isGroup) {
            return;
        }
        TokenRange range = clauses.items().get(position);
        if (Aggregates.isAggregate(output.expr())) {
            combine((Expr.Call) output.expr(), position, range);
        } else if (!Aggregates.in(output.expr()).isEmpty()) {
            throw scatter.unsupported("an expression of aggregates", range);
        } else if (!isSameInGroup(output.expr())) {
            throw scatter.unsupported("a column that is neither aggregated nor in GROUP BY", range);
        }
    }

    /** Whether it has one value for all rows of a group, or any of them will do. */
    private boolean isSameInGroup(Expr expr) {
        boolean any = expr instanceof Expr.Call call && call.name().equals("any_value");
        return any
                || mentioned(expr).stream()
                        .allMatch(column -> groups.stream()
                                .anyMatch(group -> analysis.column(group.expr())
                                        .filter(column::equals)
                                        .isPresent()));
    }

    private List<BoundColumn> mentioned(Expr expr) {
        var columns = new ArrayList<BoundColumn>();
        analysis.column(expr).ifPresent(columns::add);
        expr.children().forEach(child -> columns.addAll(mentioned(child)));
        return columns;
    }

    private void combine(Expr.Call call, int position, TokenRange range) {
        boolean local = call.distinct() && isDistinctLocal(call);
        if (call.distinct()
                && !local
                && !call.name().equals("min")
                && !call.name().equals("max")) {
            throw scatter.unsupported(call.name() + "(DISTINCT ...) of anything but the primary vindex column", range);
        }
        switch (call.name()) {
            case "count" -> combinations.add(() -> new Aggregate.AddCounts(position));
            case "sum" -> {
                requireExact(call, range);
                combinations.add(() -> new Aggregate.AddSums(position));
            }
            case "avg" -> {
                requireExact(call, range);
                TokenRange arguments = arguments(call, range);
                int sum = helpers.add("sum(", arguments, ")");
                int count = helpers.add("count(", arguments, ")");
                combinations.add(() -> new Aggregate.Average(position, helpers.index(sum), helpers.index(count)));
            }
            case "min", "max" -> extreme(call, position, range);
            default -> throw scatter.unsupported(call.name() + "()", range);
        }
    }

    /** Whether equal arguments are on one shard, so that no two shards count the same value. */
    private boolean isDistinctLocal(Expr.Call call) {
        var columns = new ArrayList<BoundColumn>();
        call.arguments().forEach(argument -> analysis.column(argument).ifPresent(columns::add));
        return analysis.keepsTogether(columns);
    }

    private void requireExact(Expr.Call call, TokenRange range) {
        boolean exact = call.arguments().size() == 1
                && scatter.types().of(call.arguments().get(0)).kind() == ValueType.Kind.EXACT;
        if (!exact) {
            throw scatter.unsupported(
                    call.name() + "() of something that is not certain to be an integer or a decimal", range);
        }
    }

    /** What stands between the parentheses, DISTINCT included. */
    private TokenRange arguments(Expr.Call call, TokenRange item) {
        if (!call.range().isKnown()) {
            throw scatter.unsupported(call.name() + "() in this form", item);
        }
        int open = view.index(call.range().from()) + 1;
        return new TokenRange(view.ordinal(open + 1), view.ordinal(view.partner(open)));
    }

    private void extreme(Expr.Call call, int position, TokenRange range) {
        TokenRange expr = call.range().isKnown() ? call.range() : range;
        ValueType type = scatter.types().of(call);
        // A FLOAT is compared as it prints, which is what the row shows.
        ValueType compared = type.kind() == ValueType.Kind.SINGLE ? ValueType.DOUBLE : type;
        Helpers.Pending key = helpers.key(compared, expr, position, false, call.name() + "()");
        combinations.add(
                call.name().equals("min")
                        ? () -> new Aggregate.Least(position, key.finish(helpers))
                        : () -> new Aggregate.Greatest(position, key.finish(helpers)));
    }

    private List<Aggregate.Combination> finished() {
        return combinations.stream().map(PendingCombination::finish).toList();
    }

    private Primitive planScalar() {
        var text = new SplicedText.Builder().copy(view.start(), clauses.selectListEnd());
        helpers.write(text);
        ScatterBlock.copyAfter(text, clauses.selectListEnd(), clauses.orderBy());
        ScatterBlock.copyAfter(text, clauses.tail(), clauses.end());
        Primitive rows = new Aggregate(scatter.route(text, helpers), List.of(), finished());
        return ScatterBlock.truncated(scatter.limited(rows), helpers);
    }

    private Primitive planGroups() {
        return isOrderedByGroups() ? planInOrder() : planSorted();
    }

    /** Whether ORDER BY, if there is one, is about the group's columns only. */
    private boolean isOrderedByGroups() {
        List<TokenRange> ranges = clauses.orderByElements();
        ScatterBlock.checkCount(ranges.size(), block.orderBy().size());
        for (int i = 0; i < ranges.size(); i++) {
            Expr expr = block.orderBy().get(i).expr();
            if (findGroup(expr, clauses.withoutDirection(ranges.get(i))).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Optional<GroupElement> findGroup(Expr expr, TokenRange range) {
        Optional<Integer> position =
                expr instanceof Expr.Value value ? scatter.position(value) : scatter.aliasPosition(expr);
        for (GroupElement group : groups) {
            boolean same;
            if (position.isPresent()) {
                same = group.position() == position.get();
            } else {
                Optional<BoundColumn> column = analysis.column(expr);
                same = column.isPresent()
                        ? column.equals(analysis.column(group.expr()))
                        : scatter.isSameText(range, group.range());
            }
            if (same) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    private Helpers.Pending key(GroupElement group, boolean descending) {
        return helpers.key(scatter.types().of(group.expr()), group.range(), group.position(), descending, "GROUP BY");
    }

    /** The shards order by the group's columns in the client's order, so that groups and result come in one merge. */
    private Primitive planInOrder() {
        var keys = new ArrayList<Helpers.Pending>();
        var rest = new ArrayList<>(groups);
        List<TokenRange> ranges = clauses.orderByElements();
        for (int i = 0; i < ranges.size(); i++) {
            Query.Order order = block.orderBy().get(i);
            GroupElement group = findGroup(order.expr(), clauses.withoutDirection(ranges.get(i)))
                    .orElseThrow();
            if (rest.remove(group)) {
                keys.add(key(group, order.descending()));
            }
        }
        rest.forEach(group -> keys.add(key(group, false)));

        var text = new SplicedText.Builder().copy(view.start(), clauses.selectListEnd());
        helpers.write(text);
        ScatterBlock.copyAfter(text, clauses.selectListEnd(), clauses.limit());
        writeOrder(text, rest, !ranges.isEmpty());
        scatter.writeLimit(text, clauses);
        ScatterBlock.copyAfter(text, clauses.tail(), clauses.end());
        List<SortKey> finished = ScatterBlock.finish(keys, helpers);
        Primitive rows = combined(scatter.route(text, helpers), finished);
        return ScatterBlock.truncated(scatter.limited(rows), helpers);
    }

    private Primitive combined(Route route, List<SortKey> keys) {
        return new Aggregate(new MergeSort(route, keys), keys, finished());
    }

    private void writeOrder(SplicedText.Builder text, List<GroupElement> elements, boolean continued) {
        elements.forEach(this::refuseShadowed);
        boolean first = !continued;
        for (GroupElement element : elements) {
            text.fixed(first ? " order by " : ", ");
            text.copy(element.written().from(), element.written().to());
            first = false;
        }
    }

    /** In ORDER BY an alias comes before a column, so the same name may mean something else there. */
    private void refuseShadowed(GroupElement element) {
        boolean shadowed = element.expr() instanceof Expr.Column column
                && analysis.scope()
                        .findAlias(column)
                        .filter(output -> !analysis.column(output.expr()).equals(analysis.column(column)))
                        .isPresent();
        if (shadowed) {
            throw scatter.unsupported("GROUP BY a column whose name is also an alias", element.written());
        }
    }

    /** The result is ordered by aggregates, which are only known when all shards' groups are combined. */
    private Primitive planSorted() {
        var groupKeys = new ArrayList<Helpers.Pending>();
        groups.forEach(group -> groupKeys.add(key(group, false)));
        var sortKeys = new ArrayList<Helpers.Pending>();
        List<TokenRange> ranges = clauses.orderByElements();
        for (int i = 0; i < ranges.size(); i++) {
            sortKeys.add(sortKey(block.orderBy().get(i), clauses.withoutDirection(ranges.get(i))));
        }
        var text = new SplicedText.Builder().copy(view.start(), clauses.selectListEnd());
        helpers.write(text);
        ScatterBlock.copyAfter(text, clauses.selectListEnd(), clauses.orderBy());
        writeOrder(text, groups, false);
        ScatterBlock.copyAfter(text, clauses.tail(), clauses.end());
        Primitive rows = combined(scatter.route(text, helpers), ScatterBlock.finish(groupKeys, helpers));
        rows = new Sort(rows, ScatterBlock.finish(sortKeys, helpers));
        return ScatterBlock.truncated(scatter.limited(rows), helpers);
    }

    private Helpers.Pending sortKey(Query.Order order, TokenRange range) {
        Optional<GroupElement> group = findGroup(order.expr(), range);
        if (group.isPresent()) {
            return key(group.get(), order.descending());
        }
        int position = scatter.selectedPosition(order.expr(), range, clauses);
        Query.Output output = (Query.Output) block.items().get(position);
        ValueType type = scatter.types().of(output.expr());
        boolean isPlain = type.kind() == ValueType.Kind.EXACT || type.kind() == ValueType.Kind.TEMPORAL;
        if (!isPlain) {
            throw scatter.unsupported("ORDER BY an aggregate that is neither exact nor a time", range);
        }
        return new Helpers.Pending(-1, position, order.descending(), SortKey.Natively.NATIVELY);
    }
}
