package io.shardgate.launcher;

import java.util.concurrent.CountDownLatch;

/**
 * Turns TERM and Ctrl-C into an orderly end: the signal wakes the command, and the process waits until that has closed what
 * it opened.
 */
final class Shutdown {

    private static final CountDownLatch DONE = new CountDownLatch(1);

    private Shutdown() {}

    /** Counts the latch down when the process is told to stop. Once for each process. */
    static void onSignal(CountDownLatch stopped) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (DONE.getCount() == 0) {
                                // The process ends by itself, with an exit code of its own.
                                return;
                            }
                            stopped.countDown();
                            try {
                                DONE.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            // To have done what one was told is a success; the JVM would report the signal.
                            Runtime.getRuntime().halt(0);
                        },
                        "shutdown"));
    }

    /** The command has closed everything; the process may end. */
    static void done() {
        DONE.countDown();
    }
}
