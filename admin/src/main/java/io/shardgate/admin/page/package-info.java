/** The web page of the admin port: what serves where, at a glance. */
@NullMarked
package io.shardgate.admin.page;

import org.jspecify.annotations.NullMarked;
