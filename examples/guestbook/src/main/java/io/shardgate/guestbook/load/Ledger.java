package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.PageNumber;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The acknowledged messages of one run. It holds eight bytes for each: a message's text says its own key, so the text
 * follows from the key. Any thread may use it.
 */
final class Ledger {

    private final String run;
    private final Map<PageNumber, Times> pages = new ConcurrentHashMap<>();

    /** @param run a name that no other run has, of letters and digits */
    Ledger(String run) {
        this.run = run;
    }

    String run() {
        return run;
    }

    /** What every message of this run begins with, and no other. */
    String prefix() {
        return "load " + run + " ";
    }

    /** The one text that a row of this run may have under that key. */
    String text(PageNumber page, long timeCreatedNs) {
        return prefix() + page + "/" + Long.toUnsignedString(timeCreatedNs) + " \uD83D\uDE80";
    }

    Message message(PageNumber page, long timeCreatedNs) {
        return new Message(page, timeCreatedNs, text(page, timeCreatedNs));
    }

    void acknowledged(Message message) {
        pages.computeIfAbsent(message.page(), page -> new Times()).add(message.timeCreatedNs());
    }

    /** The times of a page's acknowledged messages, rising. */
    long[] times(PageNumber page) {
        Times times = pages.get(page);
        return times == null ? new long[0] : times.sorted();
    }

    /** A growing array of numbers. */
    private static final class Times {

        private long[] values = new long[16];
        private int size;

        private synchronized void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size] = value;
            size++;
        }

        private synchronized long[] sorted() {
            long[] copy = Arrays.copyOf(values, size);
            Arrays.sort(copy);
            return copy;
        }
    }
}
