package io.shardgate.launcher.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where and with what the benchmark runs: a number without it means nothing.
 *
 * @param loadAverage of the last minute before it began
 */
record Machine(String processor, int processors, String os, String java, List<String> programs, double loadAverage) {

    /** @param programs the versions of sysbench, HAProxy and the database servers */
    static Machine ofThis(List<String> programs) {
        return new Machine(
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                List.copyOf(programs),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processorModel() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            // Not Linux; the architecture is still worth knowing.
            return System.getProperty("os.arch");
        }
    }

    @Override
    public String toString() {
        return processors + " x " + processor + ", " + os + ", " + java + ", " + String.join(", ", programs)
                + ", load average " + loadAverage;
    }
}
