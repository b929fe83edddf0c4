package io.shardgate.planner.splice;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Writes the text that a shard gets.
 *
 * <p>Confined to the thread of its tokens and values; one serves all shards of an execution.
 */
public final class SpliceWriter {

    private static final BigInteger MAX_LIMIT = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final Tokens tokens;
    private final BoundValues values;

    public SpliceWriter(Tokens tokens, BoundValues values) {
        this.tokens = tokens;
        this.values = values;
    }

    /** Writes a text that is the same for all shards. */
    public void write(SplicedText text, SpliceSink sink) {
        write(text, AllRows.NO_SPLIT, sink);
    }

    /** Writes a text for one shard. */
    public void write(SplicedText text, ShardRows rows, SpliceSink sink) {
        if (text.isWhole()) {
            copyBytes(tokens.textStart(), tokens.textEnd(), 0, tokens.count(), sink);
            return;
        }
        for (Piece piece : text.pieces()) {
            if (piece instanceof Piece.Copy copy) {
                copyTokens(copy.from(), copy.to(), sink);
            } else if (piece instanceof Piece.Fixed fixed) {
                sink.text(fixed.text());
            } else {
                writeDependent(piece, rows, sink);
            }
        }
    }

    /** The pieces whose text depends on values or on the shard. */
    private void writeDependent(Piece piece, ShardRows rows, SpliceSink sink) {
        if (piece instanceof Piece.ListPart list) {
            for (int nth = 0; nth < rows.count(); nth++) {
                separate(nth, sink);
                copyElement(list.token(), rows.index(nth), sink);
            }
        } else if (piece instanceof Piece.LimitSum sum) {
            sink.text(limitSum(sum).toString());
        } else if (piece instanceof Piece.Rows all) {
            writeRows(all, rows, sink);
        } else if (piece instanceof Piece.GeneratedOr generated) {
            if (rows.isGenerated(0)) {
                sink.text(Long.toUnsignedString(rows.generated(0)));
            } else {
                copyTokens(generated.from(), generated.to(), sink);
            }
        }
    }

    private void writeRows(Piece.Rows all, ShardRows rows, SpliceSink sink) {
        int width = all.rows().width();
        for (int nth = 0; nth < rows.count(); nth++) {
            int row = rows.index(nth);
            separate(nth, sink);
            sink.text("(");
            for (int position = 0; position < width; position++) {
                separate(position, sink);
                if (position == all.generated() && rows.isGenerated(row)) {
                    sink.text(Long.toUnsignedString(rows.generated(row)));
                } else {
                    copyValue(all.rows(), row, position, sink);
                }
            }
            if (all.generated() == width) {
                separate(width, sink);
                sink.text(Long.toUnsignedString(rows.generated(row)));
            }
            sink.text(")");
        }
    }

    private void copyValue(InsertRows rows, int row, int position, SpliceSink sink) {
        if (rows instanceof InsertRows.Slot slot) {
            copyElement(slot.token(), row * slot.width() + position, sink);
        } else {
            InsertRows.Value value = ((InsertRows.Listed) rows).rows().get(row).get(position);
            copyTokens(value.from(), value.to(), sink);
        }
    }

    private static void separate(int nth, SpliceSink sink) {
        if (nth > 0) {
            sink.text(", ");
        }
    }

    private void copyElement(int token, int element, SpliceSink sink) {
        if (tokens.elementKind(token, element) == TokenKind.PARAMETER) {
            sink.parameter(tokens.elementParameterIndex(token, element));
        } else {
            sink.copy(tokens.bytes(), tokens.elementStart(token, element), tokens.elementEnd(token, element));
        }
    }

    private void copyTokens(int from, int to, SpliceSink sink) {
        if (from < to) {
            copyBytes(tokens.start(from), tokens.end(to - 1), from, to, sink);
        }
    }

    /** Copies bytes, and hands out the parameters of the tokens among them. */
    private void copyBytes(int start, int end, int fromToken, int toToken, SpliceSink sink) {
        int position = start;
        for (int token = fromToken; token < toToken && tokens.parameterCount() > 0; token++) {
            TokenKind kind = tokens.kind(token);
            if (kind == TokenKind.PARAMETER) {
                position = parameter(position, tokens.start(token), tokens.end(token), sink);
                sink.parameter(tokens.parameterIndex(token));
            } else if (kind == TokenKind.LIST || kind == TokenKind.ROWS) {
                for (int element = 0; element < tokens.listSize(token); element++) {
                    if (tokens.elementKind(token, element) == TokenKind.PARAMETER) {
                        position = parameter(
                                position, tokens.elementStart(token, element), tokens.elementEnd(token, element), sink);
                        sink.parameter(tokens.elementParameterIndex(token, element));
                    }
                }
            }
        }
        if (position < end) {
            sink.copy(tokens.bytes(), position, end);
        }
    }

    private int parameter(int position, int start, int end, SpliceSink sink) {
        if (position < start) {
            sink.copy(tokens.bytes(), position, start);
        }
        return end;
    }

    /** MySQL takes 64 bits without a sign; a sum over that is as good as no limit. */
    private BigInteger limitSum(Piece.LimitSum sum) {
        BigInteger total = limitNumber(sum.count());
        if (sum.offset().isPresent()) {
            total = total.add(limitNumber(sum.offset().get()));
        }
        return total.min(MAX_LIMIT);
    }

    private BigInteger limitNumber(ValueRef ref) {
        Optional<SqlValue> value = values.value(ref);
        if (value.isEmpty() || value.get().unsignedBits().isEmpty()) {
            throw SqlError.WRONG_ARGUMENTS.exception("LIMIT");
        }
        return new BigInteger(Long.toUnsignedString(value.get().unsignedBits().getAsLong()));
    }

    /** For texts that are not split. */
    private enum AllRows implements ShardRows {
        NO_SPLIT;

        @Override
        public int count() {
            throw new IllegalStateException("the text is split, so it takes the rows of a shard");
        }

        @Override
        public int index(int nth) {
            return nth;
        }

        @Override
        public boolean isGenerated(int row) {
            return false;
        }

        @Override
        public long generated(int row) {
            throw new IllegalStateException("no value was generated for row " + row);
        }
    }
}
