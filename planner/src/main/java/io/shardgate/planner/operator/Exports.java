package io.shardgate.planner.operator;

import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.OutputColumn;
import io.shardgate.planner.semantics.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a query can be said in terms of its result's columns. */
final class Exports {

    private Exports() {}

    /**
     * The anchors whose columns are all in the result.
     *
     * @param ofRows only those that no outer join fills with NULL
     */
    static List<Anchor> anchors(Analysis inner, Source.Derived outer, boolean ofRows) {
        var exported = new ArrayList<Anchor>();
        for (Cluster cluster : inner.group().clusters()) {
            for (Anchor anchor : ofRows ? cluster.rowAnchors() : cluster.anchors()) {
                var columns = new ArrayList<BoundColumn>();
                for (BoundColumn column : anchor.columns()) {
                    find(inner, column).ifPresent(name -> columns.add(new BoundColumn(outer, name)));
                }
                var renamed = new Anchor(anchor.vindex(), columns, anchor.schemas());
                if (columns.size() == anchor.columns().size() && !exported.contains(renamed)) {
                    exported.add(renamed);
                }
            }
        }
        return exported;
    }

    private static Optional<String> find(Analysis inner, BoundColumn column) {
        for (OutputColumn output : inner.outputs()) {
            if (output.origin().isPresent()
                    && inner.facts().areSame(output.origin().get(), column)) {
                return Optional.of(output.name());
            }
        }
        return Optional.empty();
    }

    /** Says of the result's columns what is known of the columns that they are. */
    static void facts(Analysis inner, Source.Derived outer, Facts facts) {
        for (OutputColumn output : inner.outputs()) {
            if (output.origin().isEmpty()) {
                continue;
            }
            var column = new BoundColumn(outer, output.name());
            for (Facts.Fact fact : inner.facts().of(output.origin().get())) {
                facts.add(renamed(fact, column));
            }
        }
        for (OutputColumn left : inner.outputs()) {
            for (OutputColumn right : inner.outputs()) {
                boolean same = !left.equals(right)
                        && left.origin().isPresent()
                        && right.origin().isPresent()
                        && inner.facts()
                                .areSame(left.origin().get(), right.origin().get());
                if (same) {
                    facts.identify(new BoundColumn(outer, left.name()), new BoundColumn(outer, right.name()));
                }
            }
        }
    }

    private static Facts.Fact renamed(Facts.Fact fact, BoundColumn column) {
        if (fact instanceof Facts.Equals equals) {
            return new Facts.Equals(column, equals.value());
        }
        if (fact instanceof Facts.OneOf oneOf) {
            return new Facts.OneOf(column, oneOf.values());
        }
        if (fact instanceof Facts.OneOfTuples tuples) {
            return new Facts.OneOfTuples(column, tuples.token(), tuples.position());
        }
        return fact instanceof Facts.Bounds bounds
                ? new Facts.Bounds(column, bounds.low(), bounds.high())
                : new Facts.IsNull(column);
    }
}
