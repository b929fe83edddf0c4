package io.shardgate.planner.primitive;

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

    private final InsertedRows rows;
    private final Optional<Insert.Generated> generatedColumn;

    /** @param generated for rows as these are */
    public InsertEvaluator(InsertedRows rows, Optional<Insert.Generated> generated) {
        this.rows = rows;
        this.generatedColumn = generated;
    }

    public int rowCount() {
        return rows.count();
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
        if (generatedColumn.isEmpty()) {
            return false;
        }
        Insert.Generated generated = generatedColumn.get();
        if (generated.position() >= rows.width()) {
            return true;
        }
        if (rows.isDefault(row, generated.position())) {
            return true;
        }
        Optional<SqlValue> value = rows.given(row, generated.position());
        if (value.isEmpty()) {
            if (rows.isComputed(row, generated.position())) {
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
        boolean isGeneratedColumn = generatedColumn
                .filter(generated ->
                        generated.column().equalsIgnoreCase(key.column().name()))
                .isPresent();
        if (isGeneratedColumn && isGenerated(row)) {
            return SqlValue.of(generatedIds[row]);
        }
        Optional<SqlValue> value;
        if (key.position() < 0 || rows.isDefault(row, key.position())) {
            value = key.fallback();
            if (value.isEmpty()) {
                throw SqlError.NO_DEFAULT_FOR_FIELD.exception(key.column().name());
            }
        } else {
            value = rows.given(row, key.position());
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
}
