/** The client of the admin port. */
@NullMarked
package io.shardgate.admin.ctl;

import org.jspecify.annotations.NullMarked;
