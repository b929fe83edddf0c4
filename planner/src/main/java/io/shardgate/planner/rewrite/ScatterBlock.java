package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.TokenRange;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.Aggregates;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.operator.Router;
import io.shardgate.planner.primitive.Distinct;
import io.shardgate.planner.primitive.Limit;
import io.shardgate.planner.primitive.MergeSort;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.planner.primitive.Truncate;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.splice.Piece;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.value.SqlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans one SELECT over several shards. Used once. */
final class ScatterBlock {

    private final StatementContext context;
    private final TokenView view;
    private final Analysis analysis;
    private final Query.Block block;
    private final String keyspace;
    private final Router.Choice choice;
    private final Types types;

    ScatterBlock(
            StatementContext context, Analysis analysis, Query.Block block, String keyspace, Router.Choice choice) {
        this.context = context;
        this.view = context.view();
        this.analysis = analysis;
        this.block = block;
        this.keyspace = keyspace;
        this.choice = choice;
        this.types = new Types(analysis);
    }

    Primitive plan() {
        if (!analysis.windowsAreLocal(block)) {
            throw unsupported(
                    "a window function whose PARTITION BY does not have the primary vindex column", 0, view.count());
        }
        boolean aggregates = Aggregates.isAggregated(block) && !analysis.groupsAreLocal(block);
        boolean distinct = block.distinct() && !aggregates && !analysis.isDistinctLocal(block);
        if (!aggregates
                && !distinct
                && block.orderBy().isEmpty()
                && block.limit().isEmpty()) {
            return new Route(keyspace, choice.routing(), SelectPlanner.text(view, choice.routing()), choice.reason());
        }
        var clauses = new Clauses(view, 0, view.count());
        if (aggregates) {
            return new ScatterAggregate(this, clauses).plan();
        }
        return distinct ? planDistinct(clauses) : planRows(clauses);
    }

    StatementContext context() {
        return context;
    }

    Analysis analysis() {
        return analysis;
    }

    Query.Block block() {
        return block;
    }

    Types types() {
        return types;
    }

    RuntimeException unsupported(String what, int from, int to) {
        return SqlError.UNSUPPORTED_QUERY.exception(
                "%s over several shards (%s), in: %s".formatted(what, choice.reason(), view.fragment(from, to)));
    }

    RuntimeException unsupported(String what, TokenRange range) {
        return SqlError.UNSUPPORTED_QUERY.exception(
                "%s over several shards (%s), in: %s".formatted(what, choice.reason(), view.fragment(range)));
    }

    /** Rows as they are: merged by ORDER BY, cut by LIMIT. */
    private Primitive planRows(Clauses clauses) {
        var helpers = new Helpers(view);
        var keys = new ArrayList<Helpers.Pending>();
        List<TokenRange> ranges = clauses.orderByElements();
        checkCount(ranges.size(), block.orderBy().size());
        for (int i = 0; i < block.orderBy().size(); i++) {
            orderKey(block.orderBy().get(i), clauses, ranges.get(i), helpers).ifPresent(keys::add);
        }
        var text = new SplicedText.Builder().copy(view.start(), clauses.selectListEnd());
        helpers.write(text);
        copyAfter(text, clauses.selectListEnd(), clauses.limit());
        writeLimit(text, clauses);
        copyAfter(text, clauses.tail(), clauses.end());
        Route route = route(text, helpers);
        Primitive rows = keys.isEmpty() ? route : new MergeSort(route, finish(keys, helpers));
        return truncated(limited(rows), helpers);
    }

    static void checkCount(int tokens, int tree) {
        if (tokens != tree) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "the form of the select list, GROUP BY or ORDER BY over several shards");
        }
    }

    static List<SortKey> finish(List<Helpers.Pending> keys, Helpers helpers) {
        return keys.stream().map(key -> key.finish(helpers)).toList();
    }

    Route route(SplicedText.Builder text, Helpers helpers) {
        boolean changed = helpers.count() > 0
                || text.build().pieces().size() > 1
                || !(text.build().pieces().get(0) instanceof Piece.Copy copy)
                || copy.from() > view.start()
                || copy.to() < view.end();
        return new Route(
                keyspace, choice.routing(), changed ? text.build() : SelectPlanner.unchanged(view), choice.reason());
    }

    /** Copies on after something was put in or left out. */
    static void copyAfter(SplicedText.Builder text, int from, int to) {
        if (from >= to) {
            return;
        }
        if (!text.endsAt(from)) {
            text.fixed(" ");
        }
        text.copy(from, to);
    }

    /** What an element of ORDER BY orders by; empty when it is the same for all rows. */
    private Optional<Helpers.Pending> orderKey(
            Query.Order order, Clauses clauses, TokenRange element, Helpers helpers) {
        TokenRange range = clauses.withoutDirection(element);
        Expr expr = order.expr();
        if (expr instanceof Expr.Value value) {
            Optional<Integer> position = position(value);
            if (position.isEmpty()) {
                return Optional.empty();
            }
            Optional<BoundColumn> hidden = starColumn(position.get());
            return Optional.of(
                    hidden.isPresent()
                            ? helpers.starKey(
                                    ValueType.of(hidden.get()
                                            .findSchema()
                                            .orElseThrow()
                                            .type()),
                                    hidden.get(),
                                    range,
                                    order.descending())
                            : outputKey(position.get(), clauses, order.descending(), helpers, "ORDER BY", range));
        }
        Optional<Integer> alias = aliasPosition(expr);
        if (alias.isPresent()) {
            return Optional.of(outputKey(alias.get(), clauses, order.descending(), helpers, "ORDER BY", range));
        }
        if (mentionsAlias(expr)) {
            throw unsupported("ORDER BY an expression of aliases", element);
        }
        return Optional.of(helpers.key(types.of(expr), range, -1, order.descending(), "ORDER BY"));
    }

    /** The column of the result that a number in ORDER BY or GROUP BY means, from 0; the plan depends on the number. */
    Optional<Integer> position(Expr.Value value) {
        if (value.kind() != Expr.Value.Kind.INTEGER || !(value.ref() instanceof ValueRef.Literal literal)) {
            return Optional.empty();
        }
        Optional<SqlValue> number = context.values().literal(literal.token());
        if (number.isEmpty() || literal.negative() || number.get().integerBits().isEmpty()) {
            return Optional.empty();
        }
        context.guard(new Guard.Is(literal, number.get()));
        long position = number.get().integerBits().getAsLong();
        if (position < 1 || position > analysis.outputs().size()) {
            throw SqlError.UNKNOWN_COLUMN.exception(number.get(), "order clause");
        }
        return Optional.of((int) position - 1);
    }

    /** The column at the position, if a {@code *} that comes before or there stands for it, and it is a table's. */
    private Optional<BoundColumn> starColumn(int position) {
        return isAfterStar(position)
                ? analysis.outputs()
                        .get(position)
                        .origin()
                        .filter(column -> column.findSchema().isPresent())
                : Optional.empty();
    }

    private boolean isAfterStar(int position) {
        return block.items().stream().limit(position + 1L).anyMatch(Query.Star.class::isInstance);
    }

    /** The element of the select list that a name means in ORDER BY: an alias comes before a column. */
    Optional<Integer> aliasPosition(Expr expr) {
        if (!(expr instanceof Expr.Column column)) {
            return Optional.empty();
        }
        return analysis.scope().findAlias(column).map(output -> block.items().indexOf(output));
    }

    boolean mentionsAlias(Expr expr) {
        if (expr instanceof Expr.Column column) {
            return analysis.scope().findAlias(column).isPresent();
        }
        return expr.children().stream().anyMatch(this::mentionsAlias);
    }

    /** A key for an element of the select list, which must not come after a star. */
    Helpers.Pending outputKey(
            int position, Clauses clauses, boolean descending, Helpers helpers, String what, TokenRange range) {
        if (isAfterStar(position)) {
            throw unsupported(what + " by the number or alias of a column at or after a *", range);
        }
        List<TokenRange> items = clauses.items();
        checkCount(items.size(), block.items().size());
        Query.Output output = (Query.Output) block.items().get(position);
        return helpers.key(
                types.of(output.expr()), itemRange(output, items.get(position), clauses), position, descending, what);
    }

    static TokenRange itemRange(Query.Output output, TokenRange item, Clauses clauses) {
        return output.alias().isPresent() ? clauses.withoutAlias(item) : item;
    }

    /** Each shard's rows without duplicates, ordered by all columns, so that equal rows meet. */
    private Primitive planDistinct(Clauses clauses) {
        if (block.items().stream().anyMatch(Query.Star.class::isInstance)) {
            throw unsupported("DISTINCT with *", 0, view.count());
        }
        var helpers = new Helpers(view);
        var keys = new ArrayList<Helpers.Pending>();
        var ordered = new ArrayList<Integer>();
        List<TokenRange> ranges = clauses.orderByElements();
        checkCount(ranges.size(), block.orderBy().size());
        for (int i = 0; i < ranges.size(); i++) {
            Query.Order order = block.orderBy().get(i);
            int position = selectedPosition(order.expr(), clauses.withoutDirection(ranges.get(i)), clauses);
            ordered.add(position);
            keys.add(outputKey(position, clauses, order.descending(), helpers, "ORDER BY", ranges.get(i)));
        }
        var rest = new StringBuilder();
        for (int position = 0; position < block.items().size(); position++) {
            if (!ordered.contains(position)) {
                keys.add(outputKey(
                        position,
                        clauses,
                        false,
                        helpers,
                        "DISTINCT",
                        clauses.items().get(position)));
                rest.append(rest.isEmpty() ? "" : ", ").append(position + 1);
            }
        }
        var text = new SplicedText.Builder().copy(view.start(), clauses.selectListEnd());
        helpers.write(text);
        copyAfter(text, clauses.selectListEnd(), clauses.limit());
        if (!rest.isEmpty()) {
            text.fixed((ranges.isEmpty() ? " order by " : ", ") + rest);
        }
        writeLimit(text, clauses);
        copyAfter(text, clauses.tail(), clauses.end());
        List<SortKey> finished = finish(keys, helpers);
        Primitive rows = new Distinct(new MergeSort(route(text, helpers), finished), finished);
        return truncated(limited(rows), helpers);
    }

    /** The column of the result that an element of ORDER BY is. */
    int selectedPosition(Expr expr, TokenRange range, Clauses clauses) {
        if (expr instanceof Expr.Value value) {
            return position(value).orElseThrow(() -> unsupported("ORDER BY a constant", range));
        }
        Optional<Integer> alias = aliasPosition(expr);
        if (alias.isPresent()) {
            return alias.get();
        }
        for (int position = 0; position < block.items().size(); position++) {
            boolean same = block.items().get(position) instanceof Query.Output output
                    && isSame(
                            expr,
                            range,
                            output,
                            itemRange(output, clauses.items().get(position), clauses));
            if (same) {
                return position;
            }
        }
        throw unsupported("ORDER BY something that is not in the select list, with DISTINCT or GROUP BY", range);
    }

    /** Whether two expressions are the same: the same column, or the same tokens. */
    boolean isSame(Expr left, TokenRange leftRange, Query.Output output, TokenRange rightRange) {
        var column = analysis.column(left);
        if (column.isPresent()) {
            return column.equals(analysis.column(output.expr()));
        }
        return isSameText(leftRange, rightRange);
    }

    boolean isSameText(TokenRange left, TokenRange right) {
        int length = view.index(left.to()) - view.index(left.from());
        if (length != view.index(right.to()) - view.index(right.from())) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int leftIndex = view.index(left.from()) + i;
            int rightIndex = view.index(right.from()) + i;
            boolean isValue =
                    view.kind(leftIndex).isLiteral() || view.word(leftIndex).isEmpty();
            boolean sameWord = !isValue && view.word(leftIndex).equals(view.word(rightIndex));
            boolean sameName = view.isName(leftIndex)
                    && view.isName(rightIndex)
                    && view.name(leftIndex).equals(view.name(rightIndex));
            if (!sameWord && !sameName) {
                return false;
            }
        }
        return true;
    }

    /** Shards return what may be needed: with an offset, that many rows more. */
    void writeLimit(SplicedText.Builder text, Clauses clauses) {
        if (block.limit().isEmpty()) {
            return;
        }
        Query.Limit limit = block.limit().get();
        if (limit.offset().isEmpty()) {
            copyAfter(text, clauses.limit(), clauses.tail());
            return;
        }
        text.fixed(" limit ")
                .add(new Piece.LimitSum(limitRef(limit.count()), limit.offset().map(this::limitRef)));
    }

    private ValueRef limitRef(Expr expr) {
        if (expr instanceof Expr.Value value) {
            return value.ref();
        }
        throw unsupported("LIMIT with something else than numbers and parameters", expr.range());
    }

    Primitive limited(Primitive rows) {
        if (block.limit().isEmpty()) {
            return rows;
        }
        Query.Limit limit = block.limit().get();
        return new Limit(rows, limitRef(limit.count()), limit.offset().map(this::limitRef));
    }

    static Primitive truncated(Primitive rows, Helpers helpers) {
        return helpers.count() == 0 ? rows : new Truncate(rows, helpers.count());
    }
}
