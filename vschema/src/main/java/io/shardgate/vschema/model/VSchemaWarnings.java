package io.shardgate.vschema.model;

import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an operator should know when a VSchema is held against the tables that the servers have. */
public final class VSchemaWarnings {

    private VSchemaWarnings() {}

    /** Whole sentences, in the order of the VSchema; empty when all fits. Tables that do not exist yet are passed over. */
    public static List<String> of(KeyspaceVSchema vschema, KeyspaceSchema schema) {
        var warnings = new ArrayList<String>();
        for (TableVSchema table : vschema.tables().values()) {
            Optional<TableSchema> actual = schema.findTable(table.name());
            if (actual.isPresent()) {
                checkVindexes(table, actual.get(), warnings);
                table.autoIncrement()
                        .ifPresent(auto -> findColumn(table, actual.get(), auto.column(), "auto_increment", warnings));
            }
        }
        return List.copyOf(warnings);
    }

    private static void checkVindexes(TableVSchema table, TableSchema actual, List<String> warnings) {
        for (ColumnVindex columnVindex : table.columnVindexes()) {
            for (String name : columnVindex.columns()) {
                String vindexName = "vindex " + columnVindex.vindex().name();
                Optional<ColumnSchema> column = findColumn(table, actual, name, vindexName, warnings);
                if (column.isPresent()
                        && columnVindex.vindex() instanceof SingleColumnVindex vindex
                        && vindex.maySeparateEqualValues(column.get())) {
                    warnings.add(separation(table, column.get(), vindex));
                }
            }
        }
    }

    private static Optional<ColumnSchema> findColumn(
            TableVSchema table, TableSchema actual, String name, String user, List<String> warnings) {
        Optional<ColumnSchema> column = actual.findColumn(name);
        if (column.isEmpty()) {
            warnings.add("keyspace %s, table %s: column %s of %s does not exist"
                    .formatted(table.keyspace(), table.name(), name, user));
        }
        return column;
    }

    private static String separation(TableVSchema table, ColumnSchema column, SingleColumnVindex vindex) {
        String type = column.type().name().name().toLowerCase(Locale.ROOT)
                + column.type()
                        .findCollation()
                        .map(collation -> " with collation " + collation.name())
                        .orElse("");
        return ("keyspace %s, table %s: queries by column %s go to all shards, because vindex %s of type %s may place values"
                        + " apart that are equal in a column of type %s")
                .formatted(table.keyspace(), table.name(), column.name(), vindex.name(), vindex.type(), type);
    }
}
