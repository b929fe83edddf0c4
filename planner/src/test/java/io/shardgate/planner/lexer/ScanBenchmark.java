package io.shardgate.planner.lexer;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Prints how long scans take; started by hand, as a figure that depends on the machine is no test. */
public final class ScanBenchmark {

    private static final LexerMode MODE = LexerMode.standard();

    private ScanBenchmark() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) {
        measure("point select", "SELECT c FROM sbtest1 WHERE id=50123");
        measure(
                "insert of 5 columns",
                "INSERT INTO sbtest1 (id, k, c, pad, x) VALUES (1, 2, 'abcdefgh', 'ijkl', NULL)");
        measure(
                "join",
                "select c.name, o.total from customer c join orders o on o.customer_id = c.id and o.state = 'open'"
                        + " where c.id = 12345 and o.created > '2020-01-01' order by o.created desc limit 10");
        measure("IN list of 100", "select c from t where id in (" + "12345,".repeat(99) + "1)");
    }

    private static void measure(String name, String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        Fingerprint fingerprint = new Fingerprint();
        long best = Long.MAX_VALUE;
        int checksum = 0;
        int scans = 200_000;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < scans; i++) {
                fingerprint.scan(bytes, 0, bytes.length, MODE);
                checksum += fingerprint.key().hashCode();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(
                Locale.ROOT, "%-20s %5d bytes %7.0f ns (%d)%n", name, bytes.length, best / (double) scans, checksum);
    }
}
