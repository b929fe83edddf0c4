package io.shardgate.planner.primitive;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.splice.InsertRows;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnValues;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of an INSERT need a generated id, and where each row goes. First ask for {@link #generatedCount}, take so many
 * ids, then place the rows.
 */
public final class InsertEvaluator {

    private final Insert insert;
    private final BoundValues values;

    public InsertEvaluator(Insert insert, BoundValues values) {
        this.insert = insert;
        this.values = values;
    }

    public int rowCount() {
        if (insert.rows() instanceof InsertRows.Slot slot) {
            return values.listSize(slot.token()) / Math.max(1, values.listArity(slot.token()));
        }
        return ((InsertRows.Listed) insert.rows()).rows().size();
    }

    /** How many ids the statement needs. */
    public int generatedCount() {
        int count = 0;
        for (int row = 0; row < rowCount(); row++) {
            if (isGenerated(row)) {
                count++;
            }
        }
        return count;
    }

    /** Whether the row gets an id; ids are given in the order of the rows. */
    public boolean isGenerated(int row) {
        if (insert.generated().isEmpty()) {
            return false;
        }
        Insert.Generated generated = insert.generated().get();
        if (generated.position() >= insert.rows().width()) {
            return true;
        }
        if (isDefault(row, generated.position())) {
            return true;
        }
        Optional<SqlValue> value = given(row, generated.position());
        if (value.isEmpty()) {
            if (isComputed(row, generated.position())) {
                throw SqlError.UNSUPPORTED_QUERY.exception("an expression as the value of the column "
                        + generated.column() + ", which a sequence fills; give a number, NULL or DEFAULT");
            }
            return false;
        }
        return value.get().isNull() || (generated.zeroGenerates() && isZero(value.get()));
    }

    private static boolean isZero(SqlValue value) {
        if (value.integerBits().isPresent()) {
            return value.integerBits().getAsLong() == 0;
        }
        if (value instanceof SqlValue.Decimal decimal) {
            return decimal.value().signum() == 0;
        }
        return value instanceof SqlValue.Text text && text.characters().equals("0");
    }

    /**
     * The keyspace id of each row, in the order of the rows. Only for {@link Insert.ByVindex}.
     *
     * @param generatedIds the id of each row that {@link #isGenerated}, by row
     * @throws io.shardgate.vschema.error.SqlErrorException NO_KEYSPACE_ID when a row has no place, COLUMN_CANNOT_BE_NULL when
     *     a value is NULL that the column does not take
     */
    public List<KeyspaceId> place(Insert.ByVindex placement, long[] generatedIds) {
        var ids = new ArrayList<KeyspaceId>();
        for (int row = 0; row < rowCount(); row++) {
            var own = new ArrayList<SqlValue>();
            for (Insert.KeyValue key : placement.columns()) {
                own.add(stored(key, row, generatedIds));
            }
            ids.add(id(placement, own, row));
        }
        return ids;
    }

    private SqlValue stored(Insert.KeyValue key, int row, long[] generatedIds) {
        boolean isGeneratedColumn = insert.generated()
                .filter(generated ->
                        generated.column().equalsIgnoreCase(key.column().name()))
                .isPresent();
        if (isGeneratedColumn && isGenerated(row)) {
            return SqlValue.of(generatedIds[row]);
        }
        Optional<SqlValue> value;
        if (key.position() < 0 || isDefault(row, key.position())) {
            value = key.fallback();
            if (value.isEmpty()) {
                throw SqlError.NO_DEFAULT_FOR_FIELD.exception(key.column().name());
            }
        } else {
            value = given(row, key.position());
        }
        if (value.isEmpty()) {
            throw SqlError.NO_KEYSPACE_ID.exception(
                    "row %d has a value in column %s that only MySQL can compute; give a literal or parameter"
                            .formatted(row + 1, key.column().name()));
        }
        if (value.get().isNull() && !key.column().nullable()) {
            throw SqlError.COLUMN_CANNOT_BE_NULL.exception(key.column().name());
        }
        SqlValue plain = value.get();
        return ColumnValues.forStorage(key.column(), plain)
                .orElseThrow(() -> SqlError.NO_KEYSPACE_ID.exception(
                        "row %d has the value %s in column %s, which the column may change before it is stored; write it in the column's own type"
                                .formatted(row + 1, plain, key.column().name())));
    }

    private static KeyspaceId id(Insert.ByVindex placement, List<SqlValue> own, int row) {
        Destination destination;
        if (placement.vindex() instanceof MultiColumnVindex multi) {
            destination = multi.map(own);
        } else {
            destination = ((SingleColumnVindex) placement.vindex()).map(own.get(0));
        }
        if (destination instanceof Destination.At at) {
            return at.id();
        }
        throw SqlError.NO_KEYSPACE_ID.exception("row %d: vindex %s has no keyspace id for %s"
                .formatted(row + 1, placement.vindex().name(), own));
    }

    private boolean isDefault(int row, int position) {
        if (insert.rows() instanceof InsertRows.Slot slot) {
            return values.elementKind(slot.token(), element(slot, row, position)) == TokenKind.DEFAULT_ELEMENT;
        }
        return listed(row, position) instanceof InsertRows.Default;
    }

    private boolean isComputed(int row, int position) {
        return insert.rows() instanceof InsertRows.Listed && listed(row, position) instanceof InsertRows.Computed;
    }

    private Optional<SqlValue> given(int row, int position) {
        if (insert.rows() instanceof InsertRows.Slot slot) {
            return values.element(slot.token(), element(slot, row, position));
        }
        return listed(row, position) instanceof InsertRows.Given given ? values.value(given.ref()) : Optional.empty();
    }

    private InsertRows.Value listed(int row, int position) {
        return ((InsertRows.Listed) insert.rows()).rows().get(row).get(position);
    }

    private static int element(InsertRows.Slot slot, int row, int position) {
        return row * slot.width() + position;
    }
}
