package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.TokenRange;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.splice.Piece;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Columns that are put at the end of the select list to sort, compare or add by, and are dropped again. They are counted from
 * the end, so that it does not matter how many columns a {@code *} before them has.
 */
final class Helpers {

    private final TokenView view;
    private final List<List<Piece>> columns = new ArrayList<>();

    Helpers(TokenView view) {
        this.view = view;
    }

    int count() {
        return columns.size();
    }

    /** Adds {@code before expr after}; the number is the column's among the helpers, from 0. */
    int add(String before, TokenRange expr, String after) {
        return add(before, new Piece.Copy(expr.from(), expr.to()), after);
    }

    private int add(String before, Piece expr, String after) {
        List<Piece> pieces = List.of(new Piece.Fixed(before), expr, new Piece.Fixed(after));
        int known = columns.indexOf(pieces);
        if (known >= 0) {
            return known;
        }
        columns.add(pieces);
        return columns.size() - 1;
    }

    /** The column as it is counted in a finished plan. */
    int index(int helper) {
        return helper - columns.size();
    }

    void write(SplicedText.Builder text) {
        for (List<Piece> column : columns) {
            text.fixed(", ");
            column.forEach(piece -> {
                boolean isEmpty =
                        piece instanceof Piece.Fixed fixed && fixed.text().isEmpty();
                if (!isEmpty) {
                    text.add(piece);
                }
            });
        }
    }

    /** A sort key that is not finished before all helpers are known. */
    record Pending(int helper, int column, boolean descending, SortKey.Comparison comparison) {
        SortKey finish(Helpers helpers) {
            return new SortKey(helper < 0 ? column : helpers.index(helper), descending, comparison);
        }
    }

    /**
     * A key for an expression.
     *
     * @param position the column of the result that it is already, from 0, or -1
     * @param what for the error: {@code ORDER BY}
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when its values cannot be compared here
     */
    Pending key(ValueType type, TokenRange expr, int position, boolean descending, String what) {
        return key(type, new Piece.Copy(expr.from(), expr.to()), expr, position, descending, what);
    }

    /** A key for a column that the text names nowhere, as it is one of those that a {@code *} stands for. */
    Pending starKey(ValueType type, BoundColumn column, TokenRange number, boolean descending) {
        String name = quoted(column.source().name()) + "." + quoted(column.column());
        return key(type, new Piece.Fixed(name), number, -1, descending, "ORDER BY");
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private Pending key(ValueType type, Piece expr, TokenRange shown, int position, boolean descending, String what) {
        return switch (type.kind()) {
            case EXACT, DOUBLE, TEMPORAL, BINARY -> {
                int helper = position >= 0 ? -1 : add("", expr, "");
                yield new Pending(helper, position, descending, SortKey.Natively.NATIVELY);
            }
            case SINGLE -> new Pending(add("(", expr, ") + 0e0"), position, descending, SortKey.Natively.NATIVELY);
            case NUMBERED -> new Pending(add("(", expr, ") + 0"), position, descending, SortKey.Natively.NATIVELY);
            case TEXT -> {
                Optional<String> pad = type.pad();
                if (pad.isEmpty()) {
                    throw unsupported(
                            what,
                            shown,
                            "the weight of a space in the collation "
                                    + type.collation().map(c -> c.name()).orElse("") + " is not known");
                }
                yield new Pending(
                        add("weight_string(", expr, ")"), position, descending, new SortKey.ByWeight(pad.get()));
            }
            case UNKNOWN ->
                throw unsupported(what, shown, "its type is not known; use a column, or a sum, count or length");
        };
    }

    private RuntimeException unsupported(String what, TokenRange expr, String why) {
        return SqlError.UNSUPPORTED_QUERY.exception(
                "%s over several shards by %s: %s".formatted(what, view.fragment(expr), why));
    }
}
