package io.shardgate.resharding.row;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.model.ColumnVindex;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.IndexSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.schema.TypeName;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table that is copied: its columns, the key by which its rows are told apart, and the vindex that says where each
 * belongs. Immutable; safe for all threads.
 *
 * <p>The texts are for sessions of {@link RowSession} with the keyspace's database selected.
 */
public final class TableLayout {

    private final String name;
    private final int columnsOfTable;
    private final List<CopiedColumn> columns;
    private final List<Integer> key;
    private final int routingColumn;
    private final SingleColumnVindex vindex;

    private TableLayout(
            String name,
            int columnsOfTable,
            List<CopiedColumn> columns,
            List<Integer> key,
            int routingColumn,
            SingleColumnVindex vindex) {
        this.name = name;
        this.columnsOfTable = columnsOfTable;
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        this.routingColumn = routingColumn;
        this.vindex = vindex;
    }

    /**
     * The layout of a table.
     *
     * @param problems gets every reason why the table cannot be copied
     * @return empty if there is one
     */
    public static Optional<TableLayout> of(TableSchema table, TableVSchema vschema, List<String> problems) {
        List<String> found = new ArrayList<>();
        List<CopiedColumn> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnSchema column = table.columns().get(i);
            if (!column.isGenerated()) {
                CopiedColumn.problem(column).ifPresent(found::add);
                columns.add(new CopiedColumn(column.name(), column.type(), i));
            }
        }
        List<Integer> key = key(table, columns);
        if (key.isEmpty()) {
            found.add("it has neither a primary key nor a unique key of whole columns that are NOT NULL;"
                    + " its rows cannot be told apart");
        }
        SingleColumnVindex vindex = null;
        int routing = -1;
        if (vschema.columnVindexes().isEmpty()) {
            found.add("the VSchema gives it no vindex");
        } else {
            ColumnVindex primary = vschema.columnVindexes().get(0);
            routing = indexOf(columns, primary.columns().get(0));
            if (primary.vindex() instanceof SingleColumnVindex single
                    && primary.columns().size() == 1
                    && routing >= 0) {
                vindex = single;
                columns.get(routing).routingProblem().ifPresent(found::add);
            } else {
                found.add("its primary vindex " + primary.vindex().name() + " is not of one plain column");
            }
        }
        found.forEach(problem -> problems.add("table " + table.name() + ": " + problem));
        return found.isEmpty() && vindex != null
                ? Optional.of(new TableLayout(table.name(), table.columns().size(), columns, key, routing, vindex))
                : Optional.empty();
    }

    private static List<Integer> key(TableSchema table, List<CopiedColumn> columns) {
        List<IndexSchema> candidates = new ArrayList<>();
        table.findPrimaryKey().ifPresent(candidates::add);
        candidates.addAll(table.uniqueKeys());
        for (IndexSchema index : candidates) {
            List<Integer> parts = index.columns().stream()
                    .map(column -> indexOf(columns, column))
                    .toList();
            boolean isUsable = index.isOfWholeColumns()
                    && parts.stream().allMatch(part -> part >= 0)
                    && index.columns().stream()
                            .allMatch(column -> table.findColumn(column)
                                    .filter(found -> !found.nullable())
                                    .isPresent());
            if (isUsable) {
                return parts;
            }
        }
        return List.of();
    }

    private static int indexOf(List<CopiedColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    public String name() {
        return name;
    }

    public List<CopiedColumn> columns() {
        return columns;
    }

    /** How many columns the table has, with those that are not copied because servers work them out. */
    public int columnsOfTable() {
        return columnsOfTable;
    }

    /** What the rows of a binary log are read by: two layouts that differ in it do not understand the same rows. */
    public String definition() {
        return columnsOfTable + " columns: "
                + columns.stream().map(CopiedColumn::toString).collect(Collectors.joining(", "));
    }

    /**
     * Reads the rows of a part of the table, in the order of the key.
     *
     * @param after where the part begins, which does not belong to it; null for all from the first row on
     * @param upTo where the part ends, which belongs to it; null for all up to the last row
     */
    public String select(@Nullable RowKey after, @Nullable RowKey upTo) {
        String conditions = Stream.of(
                        after == null ? "" : compared(after, 0, '>', ">"),
                        upTo == null ? "" : compared(upTo, 0, '<', "<="))
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" AND "));
        return select(List.of(), conditions.isEmpty() ? "" : " WHERE " + conditions);
    }

    private String select(List<String> more, String where) {
        String selected = Stream.concat(columns.stream().map(CopiedColumn::selected), more.stream())
                .collect(Collectors.joining(", "));
        return "SELECT " + selected + " FROM " + SqlNames.quote(name) + where + " ORDER BY " + names(key);
    }

    /** Whether a row stands before or after a place. The form of it lets servers go to the place by the key's index. */
    private String compared(RowKey place, int from, char strict, String last) {
        String column = SqlNames.quote(columns.get(key.get(from)).name());
        String literal = columns.get(key.get(from)).literal(place.value(from));
        if (from == place.columns() - 1) {
            return column + " " + last + " " + literal;
        }
        return "(" + column + " " + strict + "= " + literal + " AND (" + column + " " + strict + " " + literal + " OR "
                + compared(place, from + 1, strict, last) + "))";
    }

    /** Where the row stands in the order of the key. */
    public RowKey key(Row row) {
        return new RowKey(key.stream().map(row::value).toArray(byte[][]::new));
    }

    /**
     * Reads the first and the last value of the key's first column; empty if that is not of an integer type, whose values
     * divide a table evenly.
     */
    public Optional<String> selectEnds() {
        CopiedColumn first = columns.get(key.get(0));
        return first.type().family() == TypeName.Family.INTEGER
                ? Optional.of("SELECT MIN(" + first.selected() + "), MAX(" + first.selected() + ") FROM "
                        + SqlNames.quote(name))
                : Optional.empty();
    }

    /** The place of all rows with a value in the first column of the key, which is of an integer type. */
    public RowKey place(BigInteger value) {
        return new RowKey(new byte[][] {value.toString().getBytes(StandardCharsets.US_ASCII)});
    }

    /** The order in which {@link #select(RowKey, RowKey)} gives rows. */
    public RowOrder order() {
        return new RowOrder(name, key.stream().map(columns::get).toList());
    }

    /** Reads all rows in the order of the key, with what they compare by. */
    public String selectOrdered() {
        return select(
                key.stream()
                        .map(i -> RowOrder.comparedBy(
                                columns.get(i), SqlNames.quote(columns.get(i).name())))
                        .toList(),
                "");
    }

    /** The row on which the result of {@link #selectOrdered} stands. */
    public RowOrder.Keyed readOrdered(ResultSet rows) throws SQLException {
        byte[][] keys = new byte[key.size()][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = rows.getBytes(columns.size() + i + 1);
        }
        return new RowOrder.Keyed(read(rows), new RowOrder.Place(keys));
    }

    /** The columns in which two rows differ, for people. */
    public String difference(Row left, Row right) {
        return IntStream.range(0, columns.size())
                .filter(i -> !Arrays.equals(left.value(i), right.value(i)))
                .mapToObj(i -> columns.get(i).name() + " is " + shown(left.value(i), i) + " in the source and "
                        + shown(right.value(i), i) + " in the destination")
                .collect(Collectors.joining(", "));
    }

    /** The row on which the result of a select stands. */
    public Row read(ResultSet rows) throws SQLException {
        byte[][] values = new byte[columns.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.getBytes(i + 1);
        }
        return new Row(values);
    }

    /**
     * Where the row belongs.
     *
     * @throws IllegalStateException if the vindex has no place for its value
     */
    public KeyspaceId keyspaceId(Row row) {
        Destination destination = vindex.map(columns.get(routingColumn).routingValue(row.value(routingColumn)));
        if (destination instanceof Destination.At at) {
            return at.id();
        }
        throw new IllegalStateException("table " + name + " has a row without a keyspace id: " + describe(row));
    }

    /** Inserts rows, at least one. */
    public String insert(List<Row> rows) {
        var sql = new StringBuilder("INSERT INTO ").append(SqlNames.quote(name)).append(" (");
        sql.append(names(IntStream.range(0, columns.size()).boxed().toList())).append(") VALUES ");
        String separator = "";
        for (Row row : rows) {
            sql.append(separator).append('(');
            for (int i = 0; i < columns.size(); i++) {
                sql.append(i == 0 ? "" : ", ").append(literal(row, i));
            }
            sql.append(')');
            separator = ", ";
        }
        return sql.toString();
    }

    /** Makes one row another one. */
    public String update(Row before, Row after) {
        String changes = IntStream.range(0, columns.size())
                .mapToObj(i -> SqlNames.quote(columns.get(i).name()) + " = " + literal(after, i))
                .collect(Collectors.joining(", "));
        return "UPDATE " + SqlNames.quote(name) + " SET " + changes + where(before);
    }

    /** Deletes one row. */
    public String delete(Row row) {
        return "DELETE FROM " + SqlNames.quote(name) + where(row);
    }

    private String where(Row row) {
        return key.stream()
                .map(i -> SqlNames.quote(columns.get(i).name()) + " = " + literal(row, i))
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private String literal(Row row, int column) {
        return columns.get(column).literal(row.value(column));
    }

    /** The row's key, for people. */
    public String describe(Row row) {
        return key.stream()
                .map(i -> columns.get(i).name() + " = " + shown(row.value(i), i))
                .collect(Collectors.joining(", "));
    }

    private String shown(byte @Nullable [] value, int column) {
        boolean isText = value != null
                && value.length <= 64
                && switch (columns.get(column).type().family()) {
                    case BINARY, GEOMETRY, OTHER -> false;
                    default -> true;
                };
        String literal = columns.get(column).literal(value);
        return isText && value != null
                ? new String(value, StandardCharsets.UTF_8)
                : literal.substring(0, Math.min(literal.length(), 80)).toLowerCase(Locale.ROOT);
    }

    private String names(List<Integer> indexes) {
        return indexes.stream().map(i -> SqlNames.quote(columns.get(i).name())).collect(Collectors.joining(", "));
    }
}
