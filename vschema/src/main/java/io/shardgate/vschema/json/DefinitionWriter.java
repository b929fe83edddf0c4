package io.shardgate.vschema.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.vschema.model.ColumnDefinition;
import io.shardgate.vschema.model.ColumnVindexDefinition;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.TableDefinition;
import io.shardgate.vschema.model.VSchemaDefinition;
import io.shardgate.vschema.model.VindexDefinition;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** From definitions to JSON: the mirror of {@link DefinitionReader}. */
final class DefinitionWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .build()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private DefinitionWriter() {}

    static String write(KeyspaceDefinition keyspace) {
        return text(keyspace(keyspace));
    }

    static String write(VSchemaDefinition vschema) {
        ObjectNode json = NODES.objectNode();
        if (!vschema.keyspaces().isEmpty()) {
            ObjectNode keyspaces = json.putObject("keyspaces");
            vschema.keyspaces().forEach((name, keyspace) -> keyspaces.set(name, keyspace(keyspace)));
        }
        RoutingRules rules = vschema.routingRules();
        rules(json, "routing_rules", rules.tables(), (to, rule) -> {
            string(to, "from_table", rule.fromTable());
            strings(to, "to_tables", rule.toTables());
        });
        rules(json, "shard_routing_rules", rules.shards(), (to, rule) -> {
            string(to, "from_keyspace", rule.fromKeyspace());
            string(to, "to_keyspace", rule.toKeyspace());
            string(to, "shard", rule.shard());
        });
        rules(json, "keyspace_routing_rules", rules.keyspaces(), (to, rule) -> {
            string(to, "from_keyspace", rule.fromKeyspace());
            string(to, "to_keyspace", rule.toKeyspace());
        });
        rules(json, "mirror_rules", rules.mirrors(), (to, rule) -> {
            string(to, "from_table", rule.fromTable());
            string(to, "to_table", rule.toTable());
            to.put("percent", rule.percent());
        });
        return text(json);
    }

    private static String text(ObjectNode json) {
        try {
            return WRITER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings, numbers and flags cannot be written as JSON", e);
        }
    }

    private static <T> void rules(ObjectNode json, String name, List<T> rules, BiConsumer<ObjectNode, T> writer) {
        if (!rules.isEmpty()) {
            ArrayNode list = json.putObject(name).putArray("rules");
            rules.forEach(rule -> writer.accept(list.addObject(), rule));
        }
    }

    private static ObjectNode keyspace(KeyspaceDefinition keyspace) {
        ObjectNode json = NODES.objectNode();
        flag(json, "sharded", keyspace.sharded());
        flag(json, "require_explicit_routing", keyspace.requireExplicitRouting());
        keyspace.foreignKeyMode().ifPresent(mode -> json.put("foreign_key_mode", mode.word()));
        if (!keyspace.vindexes().isEmpty()) {
            ObjectNode vindexes = json.putObject("vindexes");
            keyspace.vindexes().forEach((name, vindex) -> vindex(vindexes.putObject(name), vindex));
        }
        if (!keyspace.tables().isEmpty()) {
            ObjectNode tables = json.putObject("tables");
            keyspace.tables().forEach((name, table) -> table(tables.putObject(name), table));
        }
        keyspace.multiTenant().ifPresent(tenant -> {
            ObjectNode to = json.putObject("multi_tenant_spec");
            string(to, "tenant_id_column_name", tenant.tenantIdColumnName());
            string(to, "tenant_id_column_type", tenant.tenantIdColumnType());
        });
        return json;
    }

    private static void vindex(ObjectNode to, VindexDefinition vindex) {
        string(to, "type", vindex.type());
        if (!vindex.params().isEmpty()) {
            ObjectNode params = to.putObject("params");
            for (Map.Entry<String, String> param : vindex.params().entrySet()) {
                params.put(param.getKey(), param.getValue());
            }
        }
        string(to, "owner", vindex.owner());
    }

    private static void table(ObjectNode to, TableDefinition table) {
        string(to, "type", table.type());
        string(to, "source", table.source());
        string(to, "pinned", table.pinned());
        if (!table.columnVindexes().isEmpty()) {
            ArrayNode list = to.putArray("column_vindexes");
            table.columnVindexes().forEach(vindex -> columnVindex(list.addObject(), vindex));
        }
        table.autoIncrement().ifPresent(autoIncrement -> {
            ObjectNode json = to.putObject("auto_increment");
            string(json, "column", autoIncrement.column());
            string(json, "sequence", autoIncrement.sequence());
        });
        if (!table.columns().isEmpty()) {
            ArrayNode list = to.putArray("columns");
            table.columns().forEach(column -> column(list.addObject(), column));
        }
        flag(to, "column_list_authoritative", table.columnListAuthoritative());
    }

    private static void columnVindex(ObjectNode to, ColumnVindexDefinition vindex) {
        string(to, "column", vindex.column());
        strings(to, "columns", vindex.columns());
        string(to, "name", vindex.name());
    }

    private static void column(ObjectNode to, ColumnDefinition column) {
        string(to, "name", column.name());
        string(to, "type", column.type());
        flag(to, "invisible", column.invisible());
        string(to, "default", column.defaultValue());
        string(to, "collation_name", column.collationName());
        integer(to, "size", column.size());
        integer(to, "scale", column.scale());
        column.nullable().ifPresent(nullable -> to.put("nullable", nullable));
        strings(to, "values", column.values());
    }

    private static void string(ObjectNode to, String name, String value) {
        if (!value.isEmpty()) {
            to.put(name, value);
        }
    }

    private static void flag(ObjectNode to, String name, boolean value) {
        if (value) {
            to.put(name, true);
        }
    }

    private static void integer(ObjectNode to, String name, int value) {
        if (value != 0) {
            to.put(name, value);
        }
    }

    private static void strings(ObjectNode to, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = to.putArray(name);
            values.forEach(list::add);
        }
    }
}
