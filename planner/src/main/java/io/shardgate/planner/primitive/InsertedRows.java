package io.shardgate.planner.primitive;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.splice.InsertRows;
import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;

/** The rows that an INSERT brings, wherever they come from. Rows and positions count from 0. */
public interface InsertedRows {

    int count();

    /** How many values a row has. */
    int width();

    /** Whether the row says DEFAULT there. */
    boolean isDefault(int row, int position);

    /** Whether only MySQL can compute what the row has there. */
    boolean isComputed(int row, int position);

    /** What the row has there, unless it is a default or computed. */
    Optional<SqlValue> given(int row, int position);

    /** The rows that stand in a statement. */
    static InsertedRows of(InsertRows rows, BoundValues values) {
        return rows instanceof InsertRows.Slot slot
                ? new OfSlot(slot, values)
                : new OfList((InsertRows.Listed) rows, values);
    }

    /** Rows that are one token. */
    record OfSlot(InsertRows.Slot slot, BoundValues values) implements InsertedRows {

        @Override
        public int count() {
            return values.listSize(slot.token()) / Math.max(1, values.listArity(slot.token()));
        }

        @Override
        public int width() {
            return slot.width();
        }

        @Override
        public boolean isDefault(int row, int position) {
            return values.elementKind(slot.token(), element(row, position)) == TokenKind.DEFAULT_ELEMENT;
        }

        @Override
        public boolean isComputed(int row, int position) {
            return false;
        }

        @Override
        public Optional<SqlValue> given(int row, int position) {
            return values.element(slot.token(), element(row, position));
        }

        private int element(int row, int position) {
            return row * slot.width() + position;
        }
    }

    /** Rows that are written out token by token. */
    record OfList(InsertRows.Listed listed, BoundValues values) implements InsertedRows {

        @Override
        public int count() {
            return listed.rows().size();
        }

        @Override
        public int width() {
            return listed.width();
        }

        @Override
        public boolean isDefault(int row, int position) {
            return value(row, position) instanceof InsertRows.Default;
        }

        @Override
        public boolean isComputed(int row, int position) {
            return value(row, position) instanceof InsertRows.Computed;
        }

        @Override
        public Optional<SqlValue> given(int row, int position) {
            return value(row, position) instanceof InsertRows.Given given
                    ? values.value(given.ref())
                    : Optional.empty();
        }

        private InsertRows.Value value(int row, int position) {
            return listed.rows().get(row).get(position);
        }
    }
}
