/** Tests of sequences on real servers. */
@NullMarked
package io.shardgate.sequences;

import org.jspecify.annotations.NullMarked;
