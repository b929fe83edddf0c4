package io.shardgate.vschema.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardgate.vschema.model.AutoIncrementDefinition;
import io.shardgate.vschema.model.ColumnDefinition;
import io.shardgate.vschema.model.ColumnVindexDefinition;
import io.shardgate.vschema.model.ForeignKeyMode;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.MultiTenantDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.TableDefinition;
import io.shardgate.vschema.model.VSchemaDefinition;
import io.shardgate.vschema.model.VindexDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** From JSON to definitions: one method for each kind of object in a VSchema. */
final class DefinitionReader {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DefinitionReader() {}

    static Reading<KeyspaceDefinition> readKeyspace(String json) {
        return read(json, DefinitionReader::keyspace, KeyspaceDefinition.EMPTY);
    }

    static Reading<VSchemaDefinition> read(String json) {
        return read(json, DefinitionReader::vschema, VSchemaDefinition.EMPTY);
    }

    private static <T> Reading<T> read(String json, Function<JsonObject, T> reader, T nothing) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return new Reading<>(nothing, List.of(syntaxProblem(e)));
        }
        if (root.isMissingNode()) {
            return new Reading<>(nothing, List.of(new JsonProblem("line 1, column 1", "the text is empty")));
        }
        var problems = new ArrayList<JsonProblem>();
        return new Reading<>(JsonObject.read(root, "$", problems, reader), problems);
    }

    private static JsonProblem syntaxProblem(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String place =
                location == null ? "$" : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        return new JsonProblem(place, "this is not JSON: " + e.getOriginalMessage());
    }

    private static VSchemaDefinition vschema(JsonObject json) {
        return new VSchemaDefinition(
                json.objectsByName("keyspaces", DefinitionReader::keyspace),
                new RoutingRules(
                        rules(json, "routing_rules", DefinitionReader::tableRule),
                        rules(json, "shard_routing_rules", DefinitionReader::shardRule),
                        rules(json, "keyspace_routing_rules", DefinitionReader::keyspaceRule),
                        rules(json, "mirror_rules", DefinitionReader::mirrorRule)));
    }

    private static <T> List<T> rules(JsonObject json, String name, Function<JsonObject, T> reader) {
        return json.object(name, list -> list.objects("rules", reader)).orElse(List.of());
    }

    private static RoutingRules.TableRule tableRule(JsonObject json) {
        return new RoutingRules.TableRule(json.string("from_table"), json.strings("to_tables"));
    }

    private static RoutingRules.ShardRule shardRule(JsonObject json) {
        return new RoutingRules.ShardRule(
                json.string("from_keyspace"), json.string("to_keyspace"), json.string("shard"));
    }

    private static RoutingRules.KeyspaceRule keyspaceRule(JsonObject json) {
        return new RoutingRules.KeyspaceRule(json.string("from_keyspace"), json.string("to_keyspace"));
    }

    private static RoutingRules.MirrorRule mirrorRule(JsonObject json) {
        var rule =
                new RoutingRules.MirrorRule(json.string("from_table"), json.string("to_table"), json.number("percent"));
        if (!(rule.percent() >= 0 && rule.percent() <= 100)) {
            json.problem("percent", "must be from 0 to 100");
        }
        return rule;
    }

    private static KeyspaceDefinition keyspace(JsonObject json) {
        return new KeyspaceDefinition(
                json.flag("sharded"),
                json.flag("require_explicit_routing"),
                foreignKeyMode(json),
                json.objectsByName("vindexes", DefinitionReader::vindex),
                json.objectsByName("tables", DefinitionReader::table),
                json.object("multi_tenant_spec", DefinitionReader::multiTenant));
    }

    private static Optional<ForeignKeyMode> foreignKeyMode(JsonObject json) {
        String word = json.string("foreign_key_mode");
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<ForeignKeyMode> mode = ForeignKeyMode.find(word);
        if (mode.isEmpty()) {
            json.problem("foreign_key_mode", "must be unspecified, unmanaged, managed or disallow, not " + word);
        }
        return mode;
    }

    private static VindexDefinition vindex(JsonObject json) {
        return new VindexDefinition(json.string("type"), json.stringsByName("params"), json.string("owner"));
    }

    private static TableDefinition table(JsonObject json) {
        return new TableDefinition(
                json.string("type"),
                json.string("source"),
                json.string("pinned"),
                json.objects("column_vindexes", DefinitionReader::columnVindex),
                json.object("auto_increment", DefinitionReader::autoIncrement),
                json.flag("column_list_authoritative"),
                json.objects("columns", DefinitionReader::column));
    }

    private static ColumnVindexDefinition columnVindex(JsonObject json) {
        return new ColumnVindexDefinition(json.string("column"), json.strings("columns"), json.string("name"));
    }

    private static AutoIncrementDefinition autoIncrement(JsonObject json) {
        return new AutoIncrementDefinition(json.string("column"), json.string("sequence"));
    }

    private static ColumnDefinition column(JsonObject json) {
        String type = json.string("type");
        if (!type.isEmpty() && !ColumnDefinition.TYPES.contains(type)) {
            json.problem("type", "must be a type such as INT64 or VARCHAR, not " + type);
        }
        return new ColumnDefinition(
                json.string("name"),
                type,
                json.flag("invisible"),
                json.string("default"),
                json.string("collation_name"),
                json.integer("size"),
                json.integer("scale"),
                json.findFlag("nullable"),
                json.strings("values"));
    }

    private static MultiTenantDefinition multiTenant(JsonObject json) {
        return new MultiTenantDefinition(json.string("tenant_id_column_name"), json.string("tenant_id_column_type"));
    }
}
