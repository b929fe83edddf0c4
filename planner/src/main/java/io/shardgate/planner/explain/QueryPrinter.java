package io.shardgate.planner.explain;

import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.splice.InsertRows;
import io.shardgate.planner.splice.Piece;
import io.shardgate.planner.splice.SplicedText;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Shows what a shard gets, with marks where that depends on the shard or on values. */
final class QueryPrinter {

    private final Tokens tokens;
    private final Function<ValueRef, String> values;

    QueryPrinter(Tokens tokens, Function<ValueRef, String> values) {
        this.tokens = tokens;
        this.values = values;
    }

    String print(SplicedText text) {
        if (text.isWhole()) {
            return bytes(tokens.textStart(), tokens.textEnd());
        }
        var printed = new StringBuilder();
        text.pieces().forEach(piece -> printed.append(print(piece)));
        return printed.toString().strip();
    }

    private String print(Piece piece) {
        if (piece instanceof Piece.Copy copy) {
            return bytes(tokens.start(copy.from()), tokens.end(copy.to() - 1));
        }
        if (piece instanceof Piece.Fixed fixed) {
            return fixed.text();
        }
        if (piece instanceof Piece.ListPart) {
            return "<elements of the shard>";
        }
        if (piece instanceof Piece.LimitSum sum) {
            return "<"
                    + sum.offset().map(offset -> values.apply(offset) + " + ").orElse("") + values.apply(sum.count())
                    + ">";
        }
        if (piece instanceof Piece.Rows rows) {
            return "<rows of the shard" + generated(rows.rows(), rows.generated()) + ">";
        }
        return "<generated or given>";
    }

    private static String generated(InsertRows rows, int position) {
        if (position < 0) {
            return "";
        }
        return position == rows.width()
                ? ", each with a generated value"
                : ", with generated values where none is given";
    }

    private String bytes(int start, int end) {
        return new String(tokens.bytes(), start, end - start, StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ")
                .strip();
    }
}
