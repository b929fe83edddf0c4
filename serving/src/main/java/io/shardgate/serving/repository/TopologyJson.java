package io.shardgate.serving.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Topology records as JSON, in snake_case with Vitess's field names. What the key already says (the names) is not
 * repeated. Reading throws IllegalArgumentException with a message for the operator.
 */
public final class TopologyJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TopologyJson() {}

    private record EmptyFields() {}

    private record KeyspaceFields(long schemaChanges) {}

    // The constructors turn a null, where a value must be, into an error of the record instead of one of the program.

    private record ShardFields(
            @Nullable String primaryAlias, boolean isPrimaryServing, List<SourceFields> sourceShards) {
        private ShardFields {
            Objects.requireNonNull(sourceShards, "source_shards");
        }
    }

    private record SourceFields(int uid, String keyspace, String shard, String keyRange, List<String> tables) {
        private SourceFields {
            Objects.requireNonNull(keyspace, "keyspace");
            Objects.requireNonNull(shard, "shard");
            Objects.requireNonNull(keyRange, "key_range");
            Objects.requireNonNull(tables, "tables");
        }
    }

    private record TabletFields(
            String keyspace,
            String shard,
            String type,
            String host,
            int mysqlPort,
            @Nullable String dbNameOverride) {
        private TabletFields {
            Objects.requireNonNull(keyspace, "keyspace");
            Objects.requireNonNull(shard, "shard");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(host, "host");
        }
    }

    private record SrvFields(List<PartitionFields> partitions) {
        private SrvFields {
            Objects.requireNonNull(partitions, "partitions");
        }
    }

    private record PartitionFields(
            String servedType, List<String> shardReferences, List<ControlFields> shardTabletControls) {
        private PartitionFields {
            Objects.requireNonNull(servedType, "served_type");
            Objects.requireNonNull(shardReferences, "shard_references");
            Objects.requireNonNull(shardTabletControls, "shard_tablet_controls");
        }
    }

    private record ControlFields(String name, boolean queryServiceDisabled) {
        private ControlFields {
            Objects.requireNonNull(name, "name");
        }
    }

    private record GateFields(String keyRange, String reason) {
        private GateFields {
            Objects.requireNonNull(keyRange, "key_range");
            Objects.requireNonNull(reason, "reason");
        }
    }

    public static String write(Cell cell) {
        return text(new EmptyFields());
    }

    public static Cell readCell(String name, String json) {
        fields(json, EmptyFields.class);
        return new Cell(name);
    }

    public static String write(Keyspace keyspace) {
        return text(new KeyspaceFields(keyspace.schemaChanges()));
    }

    public static Keyspace readKeyspace(String name, String json) {
        return new Keyspace(name, fields(json, KeyspaceFields.class).schemaChanges());
    }

    public static String write(Gate gate) {
        return text(new GateFields(gate.range().toString(), gate.reason()));
    }

    public static Gate readGate(String keyspace, String json) {
        GateFields fields = fields(json, GateFields.class);
        return new Gate(keyspace, KeyRange.parse(fields.keyRange()), fields.reason());
    }

    public static String write(Shard shard) {
        TabletAlias primary = shard.primary();
        return text(new ShardFields(
                primary == null ? null : primary.toString(),
                shard.isPrimaryServing(),
                shard.sources().stream()
                        .map(source -> new SourceFields(
                                source.uid(),
                                source.keyspace(),
                                source.shard().name(),
                                source.keyRange().toString(),
                                source.tables()))
                        .toList()));
    }

    public static Shard readShard(String keyspace, ShardName name, String json) {
        ShardFields fields = fields(json, ShardFields.class);
        return new Shard(
                keyspace,
                name,
                fields.primaryAlias() == null ? null : TabletAlias.parse(fields.primaryAlias()),
                fields.isPrimaryServing(),
                fields.sourceShards().stream()
                        .map(source -> new SourceShard(
                                source.uid(),
                                source.keyspace(),
                                ShardName.parse(source.shard()),
                                KeyRange.parse(source.keyRange()),
                                source.tables()))
                        .toList());
    }

    public static String write(Tablet tablet) {
        return text(new TabletFields(
                tablet.keyspace(),
                tablet.shard().name(),
                tablet.type().targetWord(),
                tablet.host(),
                tablet.mysqlPort(),
                tablet.databaseOverride()));
    }

    public static Tablet readTablet(TabletAlias alias, String json) {
        TabletFields fields = fields(json, TabletFields.class);
        return new Tablet(
                alias,
                fields.keyspace(),
                ShardName.parse(fields.shard()),
                TabletType.parse(fields.type()),
                fields.host(),
                fields.mysqlPort(),
                fields.dbNameOverride());
    }

    public static String write(SrvKeyspace srv) {
        return text(new SrvFields(srv.partitions().stream()
                .map(partition -> new PartitionFields(
                        partition.type().targetWord(),
                        partition.shards().stream().map(ShardName::name).toList(),
                        partition.disabled().stream()
                                .map(shard -> new ControlFields(shard.name(), true))
                                .toList()))
                .toList()));
    }

    public static SrvKeyspace readSrvKeyspace(String keyspace, String cell, String json) {
        return new SrvKeyspace(
                keyspace,
                cell,
                fields(json, SrvFields.class).partitions().stream()
                        .map(partition -> new ServedPartition(
                                TabletType.parse(partition.servedType()),
                                partition.shardReferences().stream()
                                        .map(ShardName::parse)
                                        .toList(),
                                partition.shardTabletControls().stream()
                                        .filter(ControlFields::queryServiceDisabled)
                                        .map(control -> ShardName.parse(control.name()))
                                        .toList()))
                        .toList());
    }

    private static String text(Object fields) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record cannot be written as JSON", e);
        }
    }

    private static <T> T fields(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    "field '" + e.getPropertyName() + "' is not known here; the fields are " + e.getKnownPropertyIds(),
                    e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
