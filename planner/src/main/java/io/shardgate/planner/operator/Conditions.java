package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads facts from conditions that hold. */
final class Conditions {

    private final Scope scope;

    Conditions(Scope scope) {
        this.scope = scope;
    }

    /** The parts that all hold when the condition holds. */
    static List<Expr> conjuncts(Optional<Expr> condition) {
        if (condition.isEmpty()) {
            return List.of();
        }
        if (!(condition.get() instanceof Expr.And and)) {
            return List.of(condition.get());
        }
        var parts = new ArrayList<Expr>();
        and.children().forEach(child -> parts.addAll(conjuncts(Optional.of(child))));
        return parts;
    }

    void addTo(Facts facts, Optional<Expr> condition) {
        conjuncts(condition).forEach(conjunct -> add(facts, conjunct));
    }

    private Optional<BoundColumn> column(Expr expr) {
        return expr instanceof Expr.Column column ? scope.find(column, "where clause") : Optional.empty();
    }

    private void add(Facts facts, Expr conjunct) {
        if (conjunct instanceof Expr.Compare compare && compare.certain()) {
            addCompare(facts, compare);
        } else if (conjunct instanceof Expr.InValues in && in.certain() && !in.negated()) {
            addIn(facts, in);
        } else if (conjunct instanceof Expr.Between between && between.certain() && !between.negated()) {
            Optional<BoundColumn> column = column(between.operand());
            if (column.isPresent()
                    && between.low() instanceof Expr.Value low
                    && between.high() instanceof Expr.Value high) {
                facts.add(new Facts.Bounds(column.get(), Optional.of(low), Optional.of(high)));
            }
        } else if (conjunct instanceof Expr.IsNull isNull && isNull.certain()) {
            column(isNull.operand()).ifPresent(column -> facts.add(new Facts.IsNull(column)));
        } else if (conjunct instanceof Expr.Or or) {
            addOr(facts, or);
        }
    }

    private void addCompare(Facts facts, Expr.Compare compare) {
        if (compare.left() instanceof Expr.Tuple left && compare.right() instanceof Expr.Tuple right) {
            boolean isEqual = compare.op() == Expr.Compare.Op.EQUAL
                    && left.children().size() == right.children().size();
            for (int i = 0; isEqual && i < left.children().size(); i++) {
                addEqual(facts, left.children().get(i), right.children().get(i));
            }
            return;
        }
        switch (compare.op()) {
            case EQUAL -> addEqual(facts, compare.left(), compare.right());
            case NULL_SAFE_EQUAL -> addNullSafe(facts, compare);
            case LESS, LESS_OR_EQUAL -> addBound(facts, compare.left(), compare.right());
            case GREATER, GREATER_OR_EQUAL -> addBound(facts, compare.right(), compare.left());
            case OTHER -> {}
        }
    }

    private void addEqual(Facts facts, Expr left, Expr right) {
        Optional<BoundColumn> leftColumn = column(left);
        Optional<BoundColumn> rightColumn = column(right);
        if (leftColumn.isPresent() && rightColumn.isPresent()) {
            facts.equate(leftColumn.get(), rightColumn.get());
        } else if (leftColumn.isPresent() && right instanceof Expr.Value value) {
            facts.add(new Facts.Equals(leftColumn.get(), value));
        } else if (rightColumn.isPresent() && left instanceof Expr.Value value) {
            facts.add(new Facts.Equals(rightColumn.get(), value));
        }
    }

    /** A parameter may turn out to be NULL, which this comparison finds. */
    private void addNullSafe(Facts facts, Expr.Compare compare) {
        Expr other = compare.left() instanceof Expr.Column ? compare.right() : compare.left();
        Optional<BoundColumn> column = column(compare.left() instanceof Expr.Column ? compare.left() : compare.right());
        if (column.isPresent() && other instanceof Expr.Value value && value.kind() != Expr.Value.Kind.PARAMETER) {
            facts.add(
                    value.kind() == Expr.Value.Kind.NULL
                            ? new Facts.IsNull(column.get())
                            : new Facts.Equals(column.get(), value));
        }
    }

    /** {@code smaller < greater}, or equal; which of the two matters little, since a shard more does no harm. */
    private void addBound(Facts facts, Expr smaller, Expr greater) {
        Optional<BoundColumn> upper = column(smaller);
        Optional<BoundColumn> lower = column(greater);
        if (upper.isPresent() && greater instanceof Expr.Value value) {
            facts.add(new Facts.Bounds(upper.get(), Optional.empty(), Optional.of(value)));
        } else if (lower.isPresent() && smaller instanceof Expr.Value value) {
            facts.add(new Facts.Bounds(lower.get(), Optional.of(value), Optional.empty()));
        }
    }

    private void addIn(Facts facts, Expr.InValues in) {
        if (in.left() instanceof Expr.Tuple tuple) {
            for (int i = 0; i < tuple.children().size(); i++) {
                Optional<BoundColumn> column = column(tuple.children().get(i));
                if (column.isPresent() && in.values() instanceof ValueList.Slot slot) {
                    facts.add(new Facts.OneOfTuples(column.get(), slot.token(), i));
                }
            }
            return;
        }
        column(in.left()).ifPresent(column -> facts.add(new Facts.OneOf(column, in.values())));
    }

    /** A column that equals some value in each alternative is one of these values. */
    private void addOr(Facts facts, Expr.Or or) {
        Map<BoundColumn, List<ValueRef>> common = new LinkedHashMap<>();
        boolean first = true;
        for (Expr alternative : or.children()) {
            var own = new Facts();
            addTo(own, Optional.of(alternative));
            Map<BoundColumn, List<ValueRef>> values = values(own);
            if (first) {
                common.putAll(values);
            } else {
                common.keySet().retainAll(values.keySet());
                common.replaceAll((column, refs) -> union(refs, values.getOrDefault(column, List.of())));
            }
            first = false;
        }
        common.forEach((column, refs) -> facts.add(new Facts.OneOf(column, new ValueList.Listed(refs))));
    }

    private static Map<BoundColumn, List<ValueRef>> values(Facts facts) {
        Map<BoundColumn, List<ValueRef>> values = new LinkedHashMap<>();
        for (Facts.Fact fact : facts.all()) {
            if (fact instanceof Facts.Equals equal) {
                values.putIfAbsent(equal.column(), List.of(equal.value().ref()));
            } else if (fact instanceof Facts.OneOf oneOf && oneOf.values() instanceof ValueList.Listed listed) {
                values.putIfAbsent(oneOf.column(), listed.values());
            }
        }
        return values;
    }

    private static List<ValueRef> union(List<ValueRef> left, List<ValueRef> right) {
        var all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}
