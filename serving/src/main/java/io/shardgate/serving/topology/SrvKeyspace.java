package io.shardgate.serving.topology;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a keyspace serves in one cell.
 *
 * @param partitions one for each tablet type that is served, in the order of the types
 */
public record SrvKeyspace(String keyspace, String cell, List<ServedPartition> partitions) {

    public SrvKeyspace {
        Names.checkKeyspace(keyspace);
        Names.checkCell(cell);
        partitions = partitions.stream()
                .sorted(Comparator.comparing(ServedPartition::type))
                .toList();
        Set<TabletType> types = EnumSet.noneOf(TabletType.class);
        for (ServedPartition partition : partitions) {
            if (!types.add(partition.type())) {
                throw new IllegalArgumentException(
                        "keyspace " + keyspace + " has two partitions for " + partition.type() + " in cell " + cell);
            }
        }
    }

    public Optional<ServedPartition> findPartition(TabletType type) {
        return partitions.stream().filter(partition -> partition.type() == type).findFirst();
    }

    /** The same with one partition added or replaced. */
    public SrvKeyspace with(ServedPartition partition) {
        Stream<ServedPartition> others = partitions.stream().filter(other -> other.type() != partition.type());
        return new SrvKeyspace(
                keyspace, cell, Stream.concat(others, Stream.of(partition)).toList());
    }
}
