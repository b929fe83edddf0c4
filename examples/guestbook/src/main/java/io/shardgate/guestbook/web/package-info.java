/**
 * The guestbook as web pages, and as JSON for scripts, on the JDK's own HTTP server.
 *
 * <p>Start from {@link io.shardgate.guestbook.web.GuestbookServer}. {@link io.shardgate.guestbook.web.GuestbookSite}
 * decides what is answered and knows nothing of HTTP connections; everything that people typed is escaped in
 * {@link io.shardgate.guestbook.web.Html}.
 */
@NullMarked
package io.shardgate.guestbook.web;

import org.jspecify.annotations.NullMarked;
