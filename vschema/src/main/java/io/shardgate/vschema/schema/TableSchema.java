package io.shardgate.vschema.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A table or view of a keyspace. Its names of columns compare without regard to case; its own name as given. */
public final class TableSchema {

    /** What information_schema calls the table's type. */
    public enum Kind {
        BASE_TABLE,
        VIEW
    }

    private final String name;
    private final Kind kind;
    private final List<ColumnSchema> columns;
    private final List<IndexSchema> indexes;
    private final String comment;

    /** Only looked up in, so its order does not matter. */
    private final Map<String, ColumnSchema> columnsByName;

    public TableSchema(String name, Kind kind, List<ColumnSchema> columns, List<IndexSchema> indexes, String comment) {
        this.name = name;
        this.kind = kind;
        this.columns = List.copyOf(columns);
        this.indexes = List.copyOf(indexes);
        this.comment = comment;
        var byName = new HashMap<String, ColumnSchema>();
        for (ColumnSchema column : columns) {
            if (byName.put(key(column.name()), column) != null) {
                throw new IllegalArgumentException("table %s has two columns %s".formatted(name, column.name()));
            }
        }
        this.columnsByName = Map.copyOf(byName);
    }

    public static TableSchema of(String name, List<ColumnSchema> columns, List<IndexSchema> indexes) {
        return new TableSchema(name, Kind.BASE_TABLE, columns, indexes, "");
    }

    private static String key(String columnName) {
        return columnName.toLowerCase(Locale.ROOT);
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** All columns in the table's order, invisible ones among them. */
    public List<ColumnSchema> columns() {
        return columns;
    }

    public Optional<ColumnSchema> findColumn(String columnName) {
        return Optional.ofNullable(columnsByName.get(key(columnName)));
    }

    /** All keys, the primary key first if the loader put it there. */
    public List<IndexSchema> indexes() {
        return indexes;
    }

    public Optional<IndexSchema> findPrimaryKey() {
        return indexes.stream().filter(IndexSchema::isPrimary).findFirst();
    }

    /** The keys that forbid duplicates, the primary key among them. */
    public List<IndexSchema> uniqueKeys() {
        return indexes.stream().filter(IndexSchema::unique).toList();
    }

    public String comment() {
        return comment;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableSchema table
                && name.equals(table.name)
                && kind == table.kind
                && columns.equals(table.columns)
                && indexes.equals(table.indexes)
                && comment.equals(table.comment);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + columns.hashCode();
    }

    @Override
    public String toString() {
        return name + columns;
    }
}
