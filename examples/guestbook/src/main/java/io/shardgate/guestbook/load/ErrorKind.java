package io.shardgate.guestbook.load;

import java.time.Instant;

/**
 * Errors of one kind.
 *
 * @param kind what was done, with MySQL's number and SQLSTATE of the error
 * @param firstMessage of the first of them
 * @param first when that was
 */
public record ErrorKind(String kind, long count, String firstMessage, Instant first) {

    ErrorKind oneMore() {
        return new ErrorKind(kind, count + 1, firstMessage, first);
    }
}
