package io.shardgate.vschema.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resolves what tables of one keyspace say of tables of another: their sequences, and the sources of reference tables. */
final class References {

    private final Map<String, KeyspaceBuilder> keyspaces;

    References(Map<String, KeyspaceBuilder> keyspaces) {
        this.keyspaces = keyspaces;
    }

    void resolve(KeyspaceBuilder keyspace) {
        resolveSources(keyspace);
        for (TableVSchema table : List.copyOf(keyspace.tables().values())) {
            definition(keyspace, table.name())
                    .autoIncrement()
                    .ifPresent(written -> resolveSequence(keyspace, table, written));
        }
    }

    private static TableDefinition definition(KeyspaceBuilder keyspace, String table) {
        TableDefinition definition = keyspace.definition().tables().get(table);
        if (definition == null) {
            throw new IllegalStateException("table " + table + " was built without a definition");
        }
        return definition;
    }

    private void resolveSequence(KeyspaceBuilder keyspace, TableVSchema table, AutoIncrementDefinition written) {
        if (written.column().isEmpty() || written.sequence().isEmpty()) {
            keyspace.dropTable(table.name(), "auto_increment needs both column and sequence");
            return;
        }
        List<TableVSchema> candidates = sequences(written.sequence());
        if (candidates.size() != 1) {
            String why = candidates.isEmpty()
                    ? "there is no table of type sequence with that name"
                    : "it is in the keyspaces "
                            + String.join(
                                    ", ",
                                    candidates.stream()
                                            .map(TableVSchema::keyspace)
                                            .toList())
                            + "; write keyspace.sequence";
            keyspace.dropTable(
                    table.name(),
                    "auto_increment of column %s: cannot find sequence %s: %s"
                            .formatted(written.column(), written.sequence(), why));
            return;
        }
        TableVSchema sequence = candidates.get(0);
        keyspace.replaceTable(new TableVSchema(
                table.keyspace(),
                table.name(),
                table.type(),
                table.columnVindexes(),
                Optional.of(new AutoIncrement(written.column(), sequence.keyspace(), sequence.name())),
                table.pinned(),
                table.source()));
    }

    private List<TableVSchema> sequences(String name) {
        int dot = name.indexOf('.');
        String table = name.substring(dot + 1);
        return keyspaces.values().stream()
                .filter(keyspace -> dot < 0 || keyspace.name().equals(name.substring(0, dot)))
                .flatMap(keyspace -> Optional.ofNullable(keyspace.tables().get(table)).stream())
                .filter(found -> found.type() == TableVSchema.Type.SEQUENCE)
                .toList();
    }

    private void resolveSources(KeyspaceBuilder keyspace) {
        var copies = new HashMap<TableVSchema.Source, String>();
        for (TableVSchema table : List.copyOf(keyspace.tables().values())) {
            String written = definition(keyspace, table.name()).source();
            if (written.isEmpty()) {
                continue;
            }
            Optional<String> problem = findSourceProblem(keyspace, table, written);
            if (problem.isPresent()) {
                keyspace.dropTable(table.name(), "source '%s' %s".formatted(written, problem.get()));
                continue;
            }
            int dot = written.indexOf('.');
            var source = new TableVSchema.Source(written.substring(0, dot), written.substring(dot + 1));
            String other = copies.put(source, table.name());
            if (other != null) {
                keyspace.dropTable(table.name(), "source '%s' is already copied by table %s".formatted(written, other));
                continue;
            }
            keyspace.replaceTable(new TableVSchema(
                    table.keyspace(),
                    table.name(),
                    table.type(),
                    table.columnVindexes(),
                    table.autoIncrement(),
                    table.pinned(),
                    Optional.of(source)));
        }
    }

    private Optional<String> findSourceProblem(KeyspaceBuilder keyspace, TableVSchema table, String written) {
        if (table.type() != TableVSchema.Type.REFERENCE) {
            return Optional.of("is only for tables of type reference");
        }
        String[] parts = written.split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            return Optional.of("must be written as keyspace.table");
        }
        if (parts[0].equals(keyspace.name())) {
            return Optional.of("is in the same keyspace");
        }
        KeyspaceBuilder sourceKeyspace = keyspaces.get(parts[0]);
        if (sourceKeyspace == null) {
            return Optional.of("is in a keyspace that does not exist");
        }
        TableDefinition source = sourceKeyspace.definition().tables().get(parts[1]);
        if (source == null) {
            return sourceKeyspace.definition().sharded()
                    ? Optional.of("does not exist in that keyspace's VSchema")
                    : Optional.empty();
        }
        if (!source.source().isEmpty()) {
            return Optional.of("is itself a copy of " + source.source());
        }
        return source.type().equals("sequence") ? Optional.of("is a sequence") : Optional.empty();
    }
}
