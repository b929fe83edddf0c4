/**
 * The guestbook's messages and the one table that they are in, by plain JDBC.
 *
 * <p>Start from {@link io.shardgate.guestbook.message.MessageStore}. Nothing here knows of shards: the two URLs of
 * {@link io.shardgate.guestbook.message.GuestbookDatabase} are all that makes this a client of the proxy. Everything
 * blocks.
 */
@NullMarked
package io.shardgate.guestbook.message;

import org.jspecify.annotations.NullMarked;
