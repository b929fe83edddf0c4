/** Tests of the benchmark: its arithmetic, and a short one with everything real. */
@NullMarked
package io.shardgate.launcher.bench;

import org.jspecify.annotations.NullMarked;
