/** What is looked at on the servers before rows are copied or a master moves. */
@NullMarked
package io.shardgate.admin.preflight;

import org.jspecify.annotations.NullMarked;
