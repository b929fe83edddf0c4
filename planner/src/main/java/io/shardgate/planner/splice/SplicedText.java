package io.shardgate.planner.splice;

import java.util.ArrayList;
import java.util.List;

/** The text that a shard gets, as pieces of the client's text and of our own. */
public record SplicedText(List<Piece> pieces) {

    /** What a prepared statement's route needs. */
    public enum PreparedForm {
        /** The text and the parameters are the client's; the payload can be relayed. */
        SAME,
        /** The text is the same for all shards and executions, but which parameters it has and in what order differs. */
        PERMUTED,
        /** The text depends on the values, so that it is best sent as text with the values in it. */
        LITERAL
    }

    /** The statement as it came. */
    public static final SplicedText WHOLE = new SplicedText(List.of());

    /** No pieces at all mean the whole statement. */
    public SplicedText {
        pieces = List.copyOf(pieces);
    }

    public boolean isWhole() {
        return pieces.isEmpty();
    }

    public PreparedForm preparedForm() {
        if (isWhole()) {
            return PreparedForm.SAME;
        }
        for (Piece piece : pieces) {
            if (!(piece instanceof Piece.Copy) && !(piece instanceof Piece.Fixed)) {
                return PreparedForm.LITERAL;
            }
        }
        return PreparedForm.PERMUTED;
    }

    /** Whether shards get different texts, so that {@link ShardRows} are needed to write it. */
    public boolean isSplit() {
        return pieces.stream()
                .anyMatch(piece -> piece instanceof Piece.ListPart
                        || piece instanceof Piece.Rows
                        || piece instanceof Piece.GeneratedOr);
    }

    /** Collects pieces; neighbouring copies become one. */
    public static final class Builder {
        private final List<Piece> pieces = new ArrayList<>();

        /** Nothing when the range is empty. */
        public Builder copy(int from, int to) {
            if (from >= to) {
                return this;
            }
            boolean continues =
                    !pieces.isEmpty() && pieces.get(pieces.size() - 1) instanceof Piece.Copy last && last.to() == from;
            if (continues) {
                Piece.Copy last = (Piece.Copy) pieces.remove(pieces.size() - 1);
                pieces.add(new Piece.Copy(last.from(), to));
            } else {
                pieces.add(new Piece.Copy(from, to));
            }
            return this;
        }

        /** Whether a copy from this token on would continue the last one. */
        public boolean endsAt(int token) {
            return !pieces.isEmpty() && pieces.get(pieces.size() - 1) instanceof Piece.Copy last && last.to() == token;
        }

        public Builder fixed(String text) {
            pieces.add(new Piece.Fixed(text));
            return this;
        }

        public Builder add(Piece piece) {
            pieces.add(piece);
            return this;
        }

        public SplicedText build() {
            return new SplicedText(pieces);
        }
    }
}
