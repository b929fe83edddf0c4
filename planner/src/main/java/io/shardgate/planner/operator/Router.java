package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.KeyColumn;
import io.shardgate.planner.routing.KeyColumns;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import io.shardgate.vschema.vindex.SequentialVindex;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the narrowest routing that the facts allow, and notes the guards that it rests on. */
public final class Router {

    private final BoundValues values;
    private final List<Guard> guards = new ArrayList<>();

    public Router(BoundValues values) {
        this.values = values;
    }

    /** A routing and why it was chosen. */
    public record Choice(Routing routing, String reason) {}

    public List<Guard> guards() {
        return guards;
    }

    Choice choose(Cluster cluster, Facts facts) {
        if (cluster.pin().isPresent()) {
            return new Choice(
                    cluster.pin().get(), "all of " + cluster.tables().get(0) + " that is read is at one place");
        }
        var notes = new ArrayList<>(cluster.notes());
        for (Kind kind : Kind.values()) {
            List<Anchor> anchors = kind == Kind.IS_NULL ? cluster.rowAnchors() : cluster.anchors();
            for (Anchor anchor : anchors) {
                Optional<Choice> choice = anchor.vindex() instanceof SingleColumnVindex single
                        ? single(kind, anchor, single, facts, notes)
                        : multi(kind, anchor, facts);
                if (choice.isPresent()) {
                    return choice.get();
                }
            }
        }
        String reason = notes.isEmpty()
                ? cluster.anchors().isEmpty()
                        ? "nothing says where the rows are"
                        : "no condition fixes "
                                + cluster.anchors().get(0).columns().get(0).column()
                : notes.get(0);
        return new Choice(Routing.Scatter.SCATTER, reason);
    }

    /** From the narrowest to the widest. */
    private enum Kind {
        EQUAL,
        IS_NULL,
        ONE_OF,
        BOUNDS
    }

    private Optional<Choice> single(
            Kind kind, Anchor anchor, SingleColumnVindex vindex, Facts facts, List<String> notes) {
        var key = new KeyColumn(anchor.schemas().get(0), vindex);
        List<Facts.Fact> known = facts.of(anchor.columns().get(0));
        return switch (kind) {
            case EQUAL -> equal(key, known, notes);
            case IS_NULL -> isNull(key, known);
            case ONE_OF -> oneOf(key, known);
            case BOUNDS -> bounds(key, known);
        };
    }

    private Optional<Choice> equal(KeyColumn key, List<Facts.Fact> known, List<String> notes) {
        for (Facts.Fact fact : known) {
            if (!(fact instanceof Facts.Equals equals)) {
                continue;
            }
            if (equals.value().kind() == Expr.Value.Kind.NULL) {
                return Optional.of(new Choice(Routing.None.NONE, "nothing equals NULL"));
            }
            if (compares(equals.value().ref(), key.column())) {
                var routing = new Routing.EqualUnique(key, equals.value().ref());
                return Optional.of(new Choice(routing, key.column().name() + " is given"));
            }
            notes.add("the value for " + key.column().name() + " does not compare in the column's own type");
        }
        return Optional.empty();
    }

    /** Asks, and notes that the plan depends on the answer. */
    private boolean compares(ValueRef ref, ColumnSchema column) {
        boolean compares = Guard.Compares.compares(ref, column, values);
        var guard = new Guard.Compares(ref, column, compares);
        if (!guards.contains(guard)) {
            guards.add(guard);
        }
        return compares;
    }

    private static Optional<Choice> isNull(KeyColumn key, List<Facts.Fact> known) {
        if (known.stream().noneMatch(Facts.IsNull.class::isInstance)) {
            return Optional.empty();
        }
        String name = key.column().name();
        if (!key.column().nullable()) {
            return Optional.of(new Choice(Routing.None.NONE, name + " is never NULL"));
        }
        Destination destination = key.vindex().map(SqlValue.ofNull());
        if (destination instanceof Destination.At at) {
            return Optional.of(new Choice(new Routing.Pinned(at.id()), "NULL in " + name + " has one place"));
        }
        return destination instanceof Destination.None
                ? Optional.of(new Choice(Routing.None.NONE, "the vindex of " + name + " has no place for NULL"))
                : Optional.empty();
    }

    private static Optional<Choice> oneOf(KeyColumn key, List<Facts.Fact> known) {
        for (Facts.Fact fact : known) {
            String reason = key.column().name() + " is one of a list";
            if (fact instanceof Facts.OneOf oneOf) {
                return Optional.of(new Choice(new Routing.In(key, oneOf.values()), reason));
            }
            if (fact instanceof Facts.OneOfTuples tuples) {
                var routing = new Routing.TupleIn(key, tuples.token(), tuples.position());
                return Optional.of(new Choice(routing, reason));
            }
        }
        return Optional.empty();
    }

    private static Optional<Choice> bounds(KeyColumn key, List<Facts.Fact> known) {
        boolean keepsOrder =
                key.vindex() instanceof SequentialVindex sequential && sequential.keepsOrderOf(key.column());
        if (!keepsOrder) {
            return Optional.empty();
        }
        Optional<ValueRef> low = Optional.empty();
        Optional<ValueRef> high = Optional.empty();
        for (Facts.Fact fact : known) {
            if (fact instanceof Facts.Bounds bounds) {
                low = low.isPresent() ? low : bounds.low().map(Expr.Value::ref);
                high = high.isPresent() ? high : bounds.high().map(Expr.Value::ref);
            }
        }
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        var routing = new Routing.Between(key, low.get(), high.get());
        return Optional.of(new Choice(routing, key.column().name() + " lies between two values"));
    }

    private Optional<Choice> multi(Kind kind, Anchor anchor, Facts facts) {
        if (kind != Kind.EQUAL || !(anchor.vindex() instanceof MultiColumnVindex vindex)) {
            return Optional.empty();
        }
        var columns = new ArrayList<ColumnSchema>();
        var refs = new ArrayList<ValueRef>();
        boolean complete = true;
        for (int i = 0; i < anchor.columns().size(); i++) {
            BoundColumn bound = anchor.columns().get(i);
            ColumnSchema column = anchor.schemas().get(i);
            columns.add(column);
            Optional<ValueRef> ref = complete ? given(bound, column, facts) : Optional.empty();
            complete = ref.isPresent();
            ref.ifPresent(refs::add);
        }
        if (refs.isEmpty()) {
            return Optional.empty();
        }
        String reason = complete ? "all columns of the vindex are given" : "the first columns of the vindex are given";
        return Optional.of(new Choice(new Routing.EqualColumns(new KeyColumns(columns, vindex), refs), reason));
    }

    private Optional<ValueRef> given(BoundColumn bound, ColumnSchema column, Facts facts) {
        for (Facts.Fact fact : facts.of(bound)) {
            if (fact instanceof Facts.Equals equals && compares(equals.value().ref(), column)) {
                return Optional.of(equals.value().ref());
            }
        }
        return Optional.empty();
    }
}
