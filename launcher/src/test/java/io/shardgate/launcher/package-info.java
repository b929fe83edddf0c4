/** Tests of the launcher: its commands as a user types them, and the demo as a process of its own. */
@NullMarked
package io.shardgate.launcher;

import org.jspecify.annotations.NullMarked;
