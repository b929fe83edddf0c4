/**
 * The guestbook's command line: {@code web} serves the pages, {@code load} writes and reads at a rate and checks.
 *
 * <p>Start from {@link io.shardgate.guestbook.Guestbook}.
 */
@NullMarked
package io.shardgate.guestbook;

import org.jspecify.annotations.NullMarked;
