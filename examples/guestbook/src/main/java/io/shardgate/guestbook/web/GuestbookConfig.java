package io.shardgate.guestbook.web;

import io.shardgate.guestbook.message.GuestbookDatabase;

/**
 * What a guestbook is started with.
 *
 * @param port on 127.0.0.1, or 0 for any that is free
 * @param createTable whether to create the table where it is missing; otherwise it is expected to be there
 */
public record GuestbookConfig(GuestbookDatabase database, int port, boolean createTable) {

    public static final int DEFAULT_PORT = 15080;

    public GuestbookConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port must be 0 to 65535 and is " + port);
        }
    }
}
