package io.shardgate.vschema.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of one keyspace.
 *
 * @param tables by name, which compares as given
 */
public record KeyspaceSchema(Map<String, TableSchema> tables) {

    public static final KeyspaceSchema EMPTY = new KeyspaceSchema(Map.of());

    public KeyspaceSchema {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** The tables in the order given. */
    public static KeyspaceSchema of(Collection<TableSchema> tables) {
        var byName = new LinkedHashMap<String, TableSchema>();
        for (TableSchema table : tables) {
            byName.put(table.name(), table);
        }
        return new KeyspaceSchema(byName);
    }

    public Optional<TableSchema> findTable(String name) {
        return Optional.ofNullable(tables.get(name));
    }
}
