package io.shardgate.vschema.model;

import io.shardgate.vschema.model.KeyspaceBuilder.TableProblem;
import io.shardgate.vschema.vindex.LookupVindex;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import io.shardgate.vschema.vindex.Vindex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The vindexes on one table's columns: finds the vindexes by name and checks that they can serve where they stand. */
final class ColumnVindexReader {

    private final String table;
    private final TableDefinition written;
    private final KeyspaceDefinition keyspace;
    private final Map<String, Vindex> vindexes;

    ColumnVindexReader(
            String table, TableDefinition written, KeyspaceDefinition keyspace, Map<String, Vindex> vindexes) {
        this.table = table;
        this.written = written;
        this.keyspace = keyspace;
        this.vindexes = vindexes;
    }

    List<ColumnVindex> read() throws TableProblem {
        var read = new ArrayList<ColumnVindex>();
        for (ColumnVindexDefinition one : written.columnVindexes()) {
            ColumnVindex columnVindex = read(one);
            if (read.isEmpty()) {
                checkPrimary(columnVindex);
            } else if (columnVindex.vindex() instanceof MultiColumnVindex) {
                throw new TableProblem("vindex %s takes several columns and so can only be the primary vindex, which"
                                .formatted(one.name())
                        + " is the first in column_vindexes");
            }
            read.add(columnVindex);
        }
        return read;
    }

    private ColumnVindex read(ColumnVindexDefinition one) throws TableProblem {
        List<String> columns = columns(one);
        String columnNames = String.join(", ", columns);
        VindexDefinition definition = keyspace.vindexes().get(one.name());
        if (definition == null) {
            throw new TableProblem("column %s: there is no vindex '%s' in the keyspace; it has %s"
                    .formatted(
                            columnNames,
                            one.name(),
                            keyspace.vindexes().isEmpty()
                                    ? "none"
                                    : String.join(", ", keyspace.vindexes().keySet())));
        }
        Vindex vindex = vindexes.get(one.name());
        if (vindex == null) {
            throw new TableProblem("column %s: vindex %s cannot be used".formatted(columnNames, one.name()));
        }
        checkColumnCount(vindex, columns);
        checkColumnsExist(columns, one.name());
        boolean owned = vindex instanceof LookupVindex && definition.owner().equals(table);
        return new ColumnVindex(columns, vindex, owned);
    }

    private List<String> columns(ColumnVindexDefinition one) throws TableProblem {
        if (!one.column().isEmpty() && !one.columns().isEmpty()) {
            throw new TableProblem("vindex %s has both column (%s) and columns (%s); write one of them"
                    .formatted(one.name(), one.column(), String.join(", ", one.columns())));
        }
        List<String> columns = one.column().isEmpty() ? one.columns() : List.of(one.column());
        if (columns.isEmpty() || columns.contains("")) {
            throw new TableProblem("vindex %s names no column".formatted(one.name()));
        }
        return columns;
    }

    private static void checkColumnCount(Vindex vindex, List<String> columns) throws TableProblem {
        boolean tooMany = (vindex instanceof SingleColumnVindex && columns.size() != 1)
                || (vindex instanceof MultiColumnVindex multi && columns.size() > multi.columnCount());
        if (tooMany) {
            throw new TableProblem("vindex %s of type %s cannot take the %d columns %s"
                    .formatted(vindex.name(), vindex.type(), columns.size(), String.join(", ", columns)));
        }
    }

    private void checkColumnsExist(List<String> columns, String vindexName) throws TableProblem {
        if (!written.columnListAuthoritative()) {
            return;
        }
        for (String column : columns) {
            if (written.columns().stream().noneMatch(c -> c.name().equalsIgnoreCase(column))) {
                throw new TableProblem(
                        "column %s of vindex %s is not in its list of columns, which is said to be complete"
                                .formatted(column, vindexName));
            }
        }
    }

    private static void checkPrimary(ColumnVindex primary) throws TableProblem {
        Vindex vindex = primary.vindex();
        String columns = String.join(", ", primary.columns());
        if (!vindex.isUnique()) {
            throw new TableProblem("column %s: the primary vindex %s must be unique, and type %s is not"
                    .formatted(columns, vindex.name(), vindex.type()));
        }
        if (primary.owned()) {
            throw new TableProblem("column %s: the primary vindex %s cannot be owned by the table itself"
                    .formatted(columns, vindex.name()));
        }
    }
}
