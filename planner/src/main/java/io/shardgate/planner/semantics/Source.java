package io.shardgate.planner.semantics;

import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One mention of a table, or of a query as a table, in one query. Equal to nothing but itself. */
public abstract sealed class Source {

    private final String name;

    private Source(String name) {
        this.name = name;
    }

    /** What columns may be qualified with. */
    public final String name() {
        return name;
    }

    /** The column's name as the source has it; empty when it has no such column. */
    public abstract Optional<String> findColumn(String column);

    /** What the column holds, if that is simply a column of a table. */
    public abstract Optional<ColumnSchema> findSchema(String column);

    /** The names of the columns that {@code *} stands for, in order. */
    public abstract List<String> visibleColumns();

    /** A table of a sharded keyspace, with its schema as the servers have it. */
    public static final class Table extends Source {
        private final TableVSchema vschema;
        private final TableSchema schema;

        public Table(String name, TableVSchema vschema, TableSchema schema) {
            super(name);
            this.vschema = vschema;
            this.schema = schema;
        }

        public TableVSchema vschema() {
            return vschema;
        }

        public TableSchema schema() {
            return schema;
        }

        @Override
        public Optional<String> findColumn(String column) {
            return schema.findColumn(column).map(ColumnSchema::name);
        }

        @Override
        public Optional<ColumnSchema> findSchema(String column) {
            return schema.findColumn(column);
        }

        @Override
        public List<String> visibleColumns() {
            return schema.columns().stream()
                    .filter(column -> !column.isInvisible())
                    .map(ColumnSchema::name)
                    .toList();
        }
    }

    /** A query as a table. */
    public static final class Derived extends Source {
        private final List<OutputColumn> columns;

        public Derived(String name, List<OutputColumn> columns) {
            super(name);
            this.columns = List.copyOf(columns);
        }

        public List<OutputColumn> columns() {
            return columns;
        }

        @Override
        public Optional<String> findColumn(String column) {
            return find(column).map(OutputColumn::name);
        }

        @Override
        public Optional<ColumnSchema> findSchema(String column) {
            return find(column).flatMap(OutputColumn::schema);
        }

        private Optional<OutputColumn> find(String column) {
            return columns.stream()
                    .filter(output -> output.name().toLowerCase(Locale.ROOT).equals(column.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }

        @Override
        public List<String> visibleColumns() {
            return columns.stream().map(OutputColumn::name).toList();
        }
    }
}
