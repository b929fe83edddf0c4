package io.shardgate.guestbook.web;

/**
 * Something that a page tells its reader above the messages.
 *
 * @param detail more exact words for who runs the guestbook, or empty
 */
record Notice(Kind kind, String text, String detail) {

    enum Kind {
        NONE,
        INFO,
        ERROR
    }

    static Notice none() {
        return new Notice(Kind.NONE, "", "");
    }

    static Notice info(String text) {
        return new Notice(Kind.INFO, text, "");
    }

    static Notice error(String text, String detail) {
        return new Notice(Kind.ERROR, text, detail);
    }
}
