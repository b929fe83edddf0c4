package io.shardgate.vschema.model;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.vindex.LookupVindex;
import io.shardgate.vschema.vindex.Vindex;
import io.shardgate.vschema.vindex.VindexException;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One keyspace while it is built: its vindexes and tables as far as the keyspace alone decides them, and what is wrong.
 *
 * <p>A table with a problem is left out, so that a query for it is refused with that problem.
 */
final class KeyspaceBuilder {

    private final String name;
    private final KeyspaceDefinition definition;
    private final Map<String, Vindex> vindexes = new LinkedHashMap<>();
    private final Map<String, TableVSchema> tables = new LinkedHashMap<>();
    private final List<VSchemaProblem> problems = new ArrayList<>();

    KeyspaceBuilder(String name, KeyspaceDefinition definition, VindexRegistry registry) {
        this.name = name;
        this.definition = definition;
        definition.vindexes().forEach((vindex, written) -> addVindex(vindex, written, registry));
        definition.tables().forEach(this::addTable);
    }

    String name() {
        return name;
    }

    KeyspaceDefinition definition() {
        return definition;
    }

    /** The tables without problems, so far. */
    Map<String, TableVSchema> tables() {
        return tables;
    }

    /** Takes the place of the table of that name. */
    void replaceTable(TableVSchema table) {
        tables.put(table.name(), table);
    }

    /** Notes a problem of a table and leaves the table out. */
    void dropTable(String table, String message) {
        tables.remove(table);
        problems.add(new VSchemaProblem(name, table, "keyspace %s, table %s: %s".formatted(name, table, message)));
    }

    KeyspaceVSchema build() {
        return new KeyspaceVSchema(
                name,
                definition.sharded(),
                definition.requireExplicitRouting(),
                definition.foreignKeyMode().orElse(ForeignKeyMode.UNSPECIFIED),
                vindexes,
                tables,
                problems);
    }

    private void addVindex(String vindexName, VindexDefinition written, VindexRegistry registry) {
        Vindex vindex;
        try {
            vindex = registry.create(vindexName, written.type(), written.params());
        } catch (VindexException e) {
            addVindexProblem(vindexName, String.valueOf(e.getMessage()));
            return;
        }
        vindexes.put(vindexName, vindex);
        for (String unknown : registry.unknownParameters(written.type(), written.params())) {
            addVindexProblem(vindexName, "type %s has no parameter '%s'".formatted(written.type(), unknown));
        }
        if (!written.owner().isEmpty() && !(vindex instanceof LookupVindex)) {
            addVindexProblem(
                    vindexName,
                    "it has the owner %s, but type %s keeps no table; only lookup vindexes have owners"
                            .formatted(written.owner(), written.type()));
        }
    }

    private void addVindexProblem(String vindexName, String message) {
        problems.add(new VSchemaProblem(name, "", "keyspace %s, vindex %s: %s".formatted(name, vindexName, message)));
    }

    private void addTable(String tableName, TableDefinition written) {
        try {
            tables.put(tableName, table(tableName, written));
        } catch (TableProblem e) {
            dropTable(tableName, e.problem);
        }
    }

    private TableVSchema table(String tableName, TableDefinition written) throws TableProblem {
        TableVSchema.Type type = type(written);
        Optional<KeyspaceId> pinned = pinned(written);
        if (type == TableVSchema.Type.SEQUENCE && definition.sharded() && pinned.isEmpty()) {
            throw new TableProblem("a sequence has to be in an unsharded keyspace, or pinned");
        }
        checkColumns(written);
        var columnVindexes = new ColumnVindexReader(tableName, written, definition, vindexes).read();
        boolean needsPrimary = definition.sharded() && type == TableVSchema.Type.NORMAL && pinned.isEmpty();
        if (needsPrimary && columnVindexes.isEmpty()) {
            throw new TableProblem("it has no column_vindexes; the first one is to say where its rows live");
        }
        return new TableVSchema(
                name,
                tableName,
                type,
                // An unsharded keyspace may keep its vindexes for the day when it is sharded again.
                needsPrimary ? columnVindexes : List.of(),
                Optional.empty(),
                pinned,
                Optional.empty());
    }

    private static TableVSchema.Type type(TableDefinition written) throws TableProblem {
        return switch (written.type()) {
            case "" -> TableVSchema.Type.NORMAL;
            case "sequence" -> TableVSchema.Type.SEQUENCE;
            case "reference" -> TableVSchema.Type.REFERENCE;
            default ->
                throw new TableProblem("type '%s' is not one of sequence and reference; leave it out for a normal table"
                        .formatted(written.type()));
        };
    }

    private static Optional<KeyspaceId> pinned(TableDefinition written) throws TableProblem {
        if (written.pinned().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(KeyspaceId.parseHex(written.pinned()));
        } catch (IllegalArgumentException e) {
            throw new TableProblem("pinned: " + e.getMessage());
        }
    }

    private static void checkColumns(TableDefinition written) throws TableProblem {
        var seen = new HashSet<String>();
        for (ColumnDefinition column : written.columns()) {
            if (column.name().isEmpty()) {
                throw new TableProblem("one of its columns has no name");
            }
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new TableProblem("column %s is listed twice".formatted(column.name()));
            }
        }
    }

    /** What is wrong with one table; ends its building and nothing else. */
    static final class TableProblem extends Exception {
        private final String problem;

        TableProblem(String problem) {
            super(problem, null, false, false);
            this.problem = problem;
        }
    }
}
