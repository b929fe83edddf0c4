package io.shardgate.serving.schema;

import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes one schema of what the shards of a keyspace say, and says where they differ. */
final class ShardSchemas {

    private ShardSchemas() {}

    /**
     * @param problems where shards differ, as sentences for the operator
     */
    record Merged(KeyspaceSchema schema, List<String> problems) {}

    /**
     * The common schema.
     *
     * <p>While a table differs between shards, as it does for a moment while it is being altered, it stays as it was last
     * agreed on. If it was never agreed on, the first shard in key order that has it speaks for all.
     */
    static Merged merge(String keyspace, SortedMap<ShardName, KeyspaceSchema> shards, KeyspaceSchema last) {
        SortedSet<String> names = new TreeSet<>();
        shards.values().forEach(schema -> names.addAll(schema.tables().keySet()));
        List<TableSchema> tables = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            List<String> differences = differences(keyspace, name, shards);
            problems.addAll(differences);
            TableSchema first = shards.values().stream()
                    .flatMap(schema -> schema.findTable(name).stream())
                    .findFirst()
                    .orElseThrow();
            tables.add(differences.isEmpty() ? first : last.findTable(name).orElse(first));
        }
        return new Merged(KeyspaceSchema.of(tables), problems);
    }

    private static List<String> differences(String keyspace, String name, SortedMap<ShardName, KeyspaceSchema> shards) {
        List<String> differences = new ArrayList<>();
        Map<ShardName, TableSchema> having = new TreeMap<>();
        List<ShardName> lacking = new ArrayList<>();
        shards.forEach((shard, schema) -> {
            Optional<TableSchema> table = schema.findTable(name);
            table.ifPresentOrElse(found -> having.put(shard, found), () -> lacking.add(shard));
        });
        if (!lacking.isEmpty()) {
            differences.add("table " + keyspace + "." + name + " is on " + having.keySet() + " and not on " + lacking);
        }
        ShardName reference = having.keySet().iterator().next();
        TableSchema expected = having.values().iterator().next();
        having.forEach((shard, table) -> {
            if (!expected.equals(table)) {
                differences.add("table " + keyspace + "." + name + " differs between " + reference + " and " + shard
                        + ": " + difference(expected, table));
            }
        });
        return differences;
    }

    private static String difference(TableSchema one, TableSchema other) {
        for (ColumnSchema column : one.columns()) {
            Optional<ColumnSchema> counterpart = other.findColumn(column.name());
            if (counterpart.isEmpty()) {
                return "only the first has the column " + column.name();
            }
            if (!counterpart.get().equals(column)) {
                return "column " + column.name() + " is " + describe(column) + " and " + describe(counterpart.get());
            }
        }
        for (ColumnSchema column : other.columns()) {
            if (one.findColumn(column.name()).isEmpty()) {
                return "only the second has the column " + column.name();
            }
        }
        if (!one.columns().equals(other.columns())) {
            return "the columns are in another order";
        }
        return one.indexes().equals(other.indexes()) ? "kind or comment" : "the keys";
    }

    private static String describe(ColumnSchema column) {
        ColumnType type = column.type();
        StringBuilder text = new StringBuilder(type.name().name().toLowerCase(Locale.ROOT));
        if (type.length() > 0) {
            text.append('(').append(type.length());
            text.append(type.scale() > 0 ? "," + type.scale() : "").append(')');
        }
        if (!type.members().isEmpty()) {
            text.append(type.members());
        }
        text.append(type.unsigned() ? " unsigned" : "");
        type.findCollation().ifPresent(collation -> text.append(" collate ").append(collation.name()));
        text.append(column.nullable() ? "" : " not null");
        if (column.defaultValue() instanceof ColumnDefault.Literal literal) {
            text.append(" default '").append(literal.text()).append('\'');
        } else if (column.defaultValue() instanceof ColumnDefault.Expression expression) {
            text.append(" default ").append(expression.sql());
        }
        column.attributes()
                .forEach(attribute -> text.append(' ')
                        .append(attribute.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return text.toString();
    }
}
