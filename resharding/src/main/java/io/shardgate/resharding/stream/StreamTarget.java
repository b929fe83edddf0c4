package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.TableLayout;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.key.KeyRange;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One way from a source shard to a target shard.
 *
 * @param source the server whose binary log is read
 * @param sourcePath the source shard, as keyspace/shard
 * @param target the target's primary
 * @param targetPath the target shard, as keyspace/shard
 * @param range of the rows that belong to the target
 */
public record StreamTarget(
        Tablet source, String sourcePath, Tablet target, String targetPath, KeyRange range, List<TableLayout> tables) {

    public StreamTarget {
        tables = List.copyOf(tables);
    }

    Map<String, TableLayout> tablesByName() {
        return tables.stream().collect(Collectors.toMap(TableLayout::name, Function.identity()));
    }
}
