/**
 * Which servers can be used now, as each proxy has seen for itself.
 *
 * <p>Start from {@link io.shardgate.serving.health.HealthView}, which never blocks.
 */
@NullMarked
package io.shardgate.serving.health;

import org.jspecify.annotations.NullMarked;
