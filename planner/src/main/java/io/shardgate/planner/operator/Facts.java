package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of columns for all rows of some part of a statement: which equal each other, and which equal or lie between
 * values. Each fact is of a comparison that NULL does not satisfy, but for {@link IsNull}.
 */
final class Facts {

    /** Something that is known of one column. */
    sealed interface Fact {
        BoundColumn column();
    }

    record Equals(BoundColumn column, Expr.Value value) implements Fact {}

    record OneOf(BoundColumn column, ValueList values) implements Fact {}

    /** The column is at a position of tuples, all of which are one token. */
    record OneOfTuples(BoundColumn column, int token, int position) implements Fact {}

    record Bounds(BoundColumn column, Optional<Expr.Value> low, Optional<Expr.Value> high) implements Fact {}

    record IsNull(BoundColumn column) implements Fact {}

    private final Map<BoundColumn, BoundColumn> parents = new HashMap<>();
    private final List<Fact> facts = new ArrayList<>();

    Facts copy() {
        var copy = new Facts();
        copy.parents.putAll(parents);
        copy.facts.addAll(facts);
        return copy;
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    /** Notes that two columns are equal, if equal means to MySQL what it means to a vindex. */
    void equate(BoundColumn left, BoundColumn right) {
        if (!comparesAlike(left.findSchema(), right.findSchema())) {
            return;
        }
        BoundColumn leftRoot = root(left);
        BoundColumn rightRoot = root(right);
        if (!leftRoot.equals(rightRoot)) {
            parents.put(leftRoot, rightRoot);
        }
    }

    /** Notes that two columns are the same thing under two names. */
    void identify(BoundColumn left, BoundColumn right) {
        BoundColumn leftRoot = root(left);
        BoundColumn rightRoot = root(right);
        if (!leftRoot.equals(rightRoot)) {
            parents.put(leftRoot, rightRoot);
        }
    }

    private static boolean comparesAlike(Optional<ColumnSchema> left, Optional<ColumnSchema> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        TypeName.Family family = left.get().type().family();
        if (family != right.get().type().family()) {
            return false;
        }
        return switch (family) {
            case INTEGER -> true;
            case CHARACTER ->
                left.get().type().findCollation().equals(right.get().type().findCollation());
            case BINARY, TEMPORAL ->
                left.get().type().name() == right.get().type().name()
                        && left.get().type().length() == right.get().type().length();
            case DECIMAL, FLOAT, BIT, MEMBERS, JSON, GEOMETRY, OTHER -> false;
        };
    }

    private BoundColumn root(BoundColumn column) {
        BoundColumn current = column;
        while (parents.containsKey(current)) {
            current = parents.get(current);
        }
        return current;
    }

    boolean areSame(BoundColumn left, BoundColumn right) {
        return root(left).equals(root(right));
    }

    /** All that is known of the column, directly or because another one equals it, in the order of the text. */
    List<Fact> of(BoundColumn column) {
        BoundColumn root = root(column);
        return facts.stream().filter(fact -> root(fact.column()).equals(root)).toList();
    }

    List<Fact> all() {
        return facts;
    }
}
