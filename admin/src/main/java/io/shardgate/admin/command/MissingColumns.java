package io.shardgate.admin.command;

import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** Finds columns that a VSchema names and the servers' tables do not have. Tables that do not exist yet are passed over. */
final class MissingColumns {

    private MissingColumns() {}

    /** A column that is not there. */
    record Missing(String table, String message) {}

    static List<Missing> find(KeyspaceVSchema vschema, KeyspaceSchema schema) {
        List<Missing> missing = new ArrayList<>();
        for (TableVSchema table : vschema.tables().values()) {
            schema.findTable(table.name()).ifPresent(actual -> {
                table.columnVindexes()
                        .forEach(use -> use.columns()
                                .forEach(column -> check(
                                        table,
                                        actual,
                                        column,
                                        "vindex " + use.vindex().name(),
                                        missing)));
                table.autoIncrement().ifPresent(auto -> check(table, actual, auto.column(), "auto_increment", missing));
            });
        }
        return missing;
    }

    private static void check(
            TableVSchema table, TableSchema actual, String column, String user, List<Missing> missing) {
        if (actual.findColumn(column).isEmpty()) {
            List<String> columns =
                    actual.columns().stream().map(ColumnSchema::name).toList();
            missing.add(new Missing(
                    table.name(),
                    "keyspace %s, table %s: %s uses the column %s, which the table does not have%s; its columns are %s"
                            .formatted(
                                    table.keyspace(),
                                    table.name(),
                                    user,
                                    column,
                                    Similar.hint(column, columns),
                                    String.join(", ", columns))));
        }
    }
}
