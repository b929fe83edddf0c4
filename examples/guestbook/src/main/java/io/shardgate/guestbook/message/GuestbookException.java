package io.shardgate.guestbook.message;

/** Something that keeps the guestbook from starting, in words for the person who starts it. */
public final class GuestbookException extends RuntimeException {

    public GuestbookException(String message, Throwable cause) {
        super(message, cause);
    }
}
