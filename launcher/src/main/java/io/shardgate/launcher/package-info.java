/**
 * The commands of {@code bin/shardgate}. Start from {@link io.shardgate.launcher.Main}; each command is a class of its own.
 */
@NullMarked
package io.shardgate.launcher;

import org.jspecify.annotations.NullMarked;
