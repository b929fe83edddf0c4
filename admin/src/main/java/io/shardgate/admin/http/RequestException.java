package io.shardgate.admin.http;

/** A request that is refused before anything is done. */
final class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Never null, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
