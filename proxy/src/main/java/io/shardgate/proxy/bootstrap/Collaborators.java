package io.shardgate.proxy.bootstrap;

import io.micrometer.core.instrument.MeterRegistry;
import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.health.HealthView;

/**
 * What a proxy needs of the rest of its process, besides snapshots.
 *
 * @param health of the tablets
 * @param metrics where the proxy registers what it counts; stays the caller's
 */
public record Collaborators(
        HealthView health, Sequences sequences, SchemaChanges schemaChanges, MeterRegistry metrics) {}
