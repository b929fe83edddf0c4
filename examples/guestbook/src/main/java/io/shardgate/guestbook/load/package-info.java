/**
 * Writes and reads messages at a steady rate, and proves at the end that each acknowledged one is there exactly once.
 *
 * <p>Start from {@link io.shardgate.guestbook.load.Load}. It goes through the same pools and the same store as
 * the web pages, so that what it finds is what their users would have met.
 */
@NullMarked
package io.shardgate.guestbook.load;

import org.jspecify.annotations.NullMarked;
