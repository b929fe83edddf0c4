package io.shardgate.planner.routing;

import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnValues;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.SequentialVindex;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The destination of a routing for the values of one execution.
 *
 * <p>A value that MySQL would not compare in the column's own type leads everywhere. A plan whose correctness rests on one
 * shard has a {@link Guard} against that, so the caller has replanned before it comes here.
 */
public final class RoutingEvaluator implements Routing.Visitor<Destination> {

    private final BoundValues values;

    public RoutingEvaluator(BoundValues values) {
        this.values = values;
    }

    /**
     * Where the routing leads. {@link Destination.None} means that no row can match; the query is to go to any one shard
     * then, see {@link Routing.None}. The only shard of an unsharded keyspace is {@link Destination.Everywhere}; any one
     * shard is {@link Destination.None} as well.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when a {@link Routing.Together} comes apart
     */
    public Destination destination(Routing routing) {
        return routing.accept(this);
    }

    /** Where rows live for which {@code column = value} is true; everywhere when that cannot be told. */
    public static Destination destination(KeyColumn key, Optional<SqlValue> value) {
        if (value.isEmpty()) {
            return Destination.everywhere();
        }
        if (value.get().isNull()) {
            return Destination.none();
        }
        Optional<SqlValue> converted = ColumnValues.forComparison(key.column(), value.get());
        return converted.isPresent() ? key.vindex().map(converted.get()) : Destination.everywhere();
    }

    /**
     * Where each element of a list leads, in the list's order, for a query that is split by {@link
     * io.shardgate.planner.splice.Piece.ListPart}.
     */
    public List<Destination> elements(Routing.In in) {
        var destinations = new ArrayList<Destination>();
        for (ValueRef ref : refs(in.values())) {
            destinations.add(destination(in.key(), values.value(ref)));
        }
        return destinations;
    }

    private List<ValueRef> refs(ValueList list) {
        if (list instanceof ValueList.Listed listed) {
            return listed.values();
        }
        int token = ((ValueList.Slot) list).token();
        var refs = new ArrayList<ValueRef>();
        for (int element = 0; element < values.listSize(token); element++) {
            refs.add(new ValueRef.Element(token, element));
        }
        return refs;
    }

    @Override
    public Destination visitUnsharded() {
        return Destination.everywhere();
    }

    @Override
    public Destination visitAnyShard() {
        return Destination.none();
    }

    @Override
    public Destination visitNone() {
        return Destination.none();
    }

    @Override
    public Destination visitEqualUnique(Routing.EqualUnique equal) {
        return destination(equal.key(), values.value(equal.value()));
    }

    @Override
    public Destination visitEqualColumns(Routing.EqualColumns equal) {
        var converted = new ArrayList<SqlValue>();
        for (int i = 0; i < equal.values().size(); i++) {
            ColumnSchema column = equal.key().columns().get(i);
            Optional<SqlValue> value = values.value(equal.values().get(i));
            if (value.isPresent() && value.get().isNull()) {
                return Destination.none();
            }
            Optional<SqlValue> own = value.flatMap(v -> ColumnValues.forComparison(column, v));
            if (own.isEmpty()) {
                return Destination.everywhere();
            }
            converted.add(own.get());
        }
        return equal.key().vindex().map(converted);
    }

    @Override
    public Destination visitIn(Routing.In in) {
        return union(elements(in));
    }

    @Override
    public Destination visitTupleIn(Routing.TupleIn in) {
        var destinations = new ArrayList<Destination>();
        int arity = values.listArity(in.token());
        for (int element = in.position(); element < values.listSize(in.token()); element += arity) {
            destinations.add(destination(in.key(), values.element(in.token(), element)));
        }
        return union(destinations);
    }

    @Override
    public Destination visitBetween(Routing.Between between) {
        Optional<SqlValue> first = values.value(between.first());
        Optional<SqlValue> last = values.value(between.last());
        if (first.isEmpty() || last.isEmpty()) {
            return Destination.everywhere();
        }
        if (first.get().isNull() || last.get().isNull()) {
            return Destination.none();
        }
        ColumnSchema column = between.key().column();
        Optional<SqlValue> from = ColumnValues.forComparison(column, first.get());
        Optional<SqlValue> to = ColumnValues.forComparison(column, last.get());
        boolean keepsOrder =
                between.key().vindex() instanceof SequentialVindex sequential && sequential.keepsOrderOf(column);
        if (!keepsOrder || from.isEmpty() || to.isEmpty()) {
            return Destination.everywhere();
        }
        return ((SequentialVindex) between.key().vindex()).mapRange(from.get(), to.get());
    }

    @Override
    public Destination visitPinned(Routing.Pinned pinned) {
        return new Destination.At(pinned.id());
    }

    @Override
    public Destination visitTogether(Routing.Together together) {
        Set<Destination> distinct = new LinkedHashSet<>();
        for (Routing part : together.parts()) {
            Destination destination = part.accept(this);
            if (destination instanceof Destination.None) {
                // One table has no row that matches; the others may still show theirs beside it, from where they are.
                continue;
            }
            distinct.add(destination);
        }
        if (distinct.isEmpty()) {
            return Destination.none();
        }
        if (distinct.size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "reading tables together whose rows live at different keyspace ids for these values ("
                            + together
                            + "); tie them by their primary vindex columns or query them one by one");
        }
        return distinct.iterator().next();
    }

    @Override
    public Destination visitScatter() {
        return Destination.everywhere();
    }

    @Override
    public Destination visitByDestination(Routing.ByDestination byDestination) {
        return byDestination.destination();
    }

    private static Destination union(List<Destination> destinations) {
        Set<KeyspaceId> ids = new LinkedHashSet<>();
        for (Destination destination : destinations) {
            if (destination instanceof Destination.At at) {
                ids.add(at.id());
            } else if (destination instanceof Destination.AnyOf anyOf) {
                ids.addAll(anyOf.ids());
            } else if (!(destination instanceof Destination.None)) {
                return Destination.everywhere();
            }
        }
        if (ids.isEmpty()) {
            return Destination.none();
        }
        List<KeyspaceId> list = List.copyOf(ids);
        return list.size() == 1 ? new Destination.At(list.get(0)) : new Destination.AnyOf(list);
    }
}
