package io.shardgate.launcher.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Processor time as Linux counts it in /proc, in clock ticks: user and system of a process, and of the whole machine.
 *
 * @param ticksPerSecond of those counters; 100 on every Linux that is not exotic
 */
record ProcessorTime(Path proc, long ticksPerSecond) {

    /** In /proc/PID/stat, counted behind the name in parentheses, which may itself hold blanks and parentheses. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** In the first line of /proc/stat, behind "cpu": user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final List<Integer> BUSY = List.of(0, 1, 2, 5, 6, 7);

    static ProcessorTime ofThisMachine() throws InterruptedException {
        Path getconf = Programs.find("getconf")
                .orElseThrow(() -> new BenchException("getconf was not found; it comes with the C library's programs"));
        return new ProcessorTime(Path.of("/proc"), Long.parseLong(Programs.firstLine(getconf, "CLK_TCK")));
    }

    /** What one process, with all its threads, has used. */
    long ofProcess(long pid) {
        try {
            return ticks(Files.readString(proc.resolve(Long.toString(pid)).resolve("stat")));
        } catch (IOException e) {
            throw new BenchException("Process " + pid + " is gone in the middle of a measurement", e);
        }
    }

    /** What this process and all its descendants that live now have used. */
    long ofOurs() {
        ProcessHandle self = ProcessHandle.current();
        long sum = ofProcess(self.pid());
        for (ProcessHandle descendant : self.descendants().toList()) {
            sum += ofProcessIfAlive(descendant.pid());
        }
        return sum;
    }

    private long ofProcessIfAlive(long pid) {
        Path stat = proc.resolve(Long.toString(pid)).resolve("stat");
        try {
            return ticks(Files.readString(stat));
        } catch (IOException e) {
            if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                throw new BenchException("Cannot read " + stat + ": " + e.getMessage(), e);
            }
            // It ended between the two looks.
            return 0;
        }
    }

    /** What the whole machine has used, with what its host took from it (steal). */
    long ofMachine() {
        try {
            String line = Files.readAllLines(proc.resolve("stat")).get(0);
            String[] fields = line.substring("cpu".length()).strip().split("\\s+", -1);
            return BUSY.stream()
                    .filter(field -> field < fields.length)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
        } catch (IOException e) {
            throw new BenchException("Cannot read /proc/stat: " + e.getMessage(), e);
        }
    }

    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= SYSTEM) {
            throw new BenchException("Unexpected format of /proc/PID/stat: " + Arrays.toString(fields));
        }
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }
}
