package io.shardgate.proxy.bootstrap;

import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.topology.TabletAlias;
import java.util.function.Predicate;

/**
 * What a proxy needs of the rest of its process, besides snapshots.
 *
 * @param isIll whether a tablet is known not to answer
 */
public record Collaborators(Predicate<TabletAlias> isIll, Sequences sequences, SchemaChanges schemaChanges) {}
