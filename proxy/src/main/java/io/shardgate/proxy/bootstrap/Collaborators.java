package io.shardgate.proxy.bootstrap;

import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.health.HealthView;

/**
 * What a proxy needs of the rest of its process, besides snapshots.
 *
 * @param health of the tablets
 */
public record Collaborators(HealthView health, Sequences sequences, SchemaChanges schemaChanges) {}
