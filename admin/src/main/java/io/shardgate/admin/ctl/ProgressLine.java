package io.shardgate.admin.ctl;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a command is: on a terminal a bar in a line that is written over, else a line now and then. For one thread.
 */
final class ProgressLine {

    private static final int BAR = 24;
    private static final long SECOND = 1_000_000_000L;
    private static final long BETWEEN_LINES = 10 * SECOND;

    private final PrintStream to;
    private final boolean isTerminal;
    private long lastNanos = System.nanoTime() - BETWEEN_LINES + SECOND;
    private int shown;

    ProgressLine(PrintStream to, boolean isTerminal) {
        this.to = to;
        this.isTerminal = isTerminal;
    }

    void show(double fraction, String text) {
        double done = Math.max(0, Math.min(1, fraction));
        if (isTerminal) {
            int full = (int) (done * BAR);
            String line = String.format(
                    Locale.ROOT, "[%s%s] %3.0f%%  %s", "#".repeat(full), ".".repeat(BAR - full), done * 100, text);
            write("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            shown = line.length();
        } else if (System.nanoTime() - lastNanos >= BETWEEN_LINES) {
            lastNanos = System.nanoTime();
            to.printf(Locale.ROOT, "%.0f%%  %s%n", done * 100, text);
        }
    }

    /** Takes the bar away, so that something else can be written. */
    void clear() {
        if (shown > 0) {
            write("\r" + " ".repeat(shown) + "\r");
            shown = 0;
        }
    }

    private void write(String text) {
        to.print(text);
        to.flush();
    }
}
