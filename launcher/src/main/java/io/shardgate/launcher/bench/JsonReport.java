package io.shardgate.launcher.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** The results for programs: what was asked, where it ran, the medians and every single run. */
final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    static void write(Path file, Instant began, Load load, Machine machine, List<Sample> samples) throws IOException {
        Files.writeString(
                file,
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(of(began, load, machine, samples)) + "\n",
                StandardCharsets.UTF_8);
    }

    private static ObjectNode of(Instant began, Load load, Machine machine, List<Sample> samples) {
        ObjectNode report = JSON.createObjectNode();
        report.put("began", began.toString());
        report.putObject("load")
                .put("workload", "oltp_point_select")
                .put("threads", load.threads())
                .put("seconds", load.run().toSeconds())
                .put("warm_up_seconds", load.warmUp().toSeconds())
                .put("rounds", load.rounds())
                .put("tables", load.tables())
                .put("table_size", load.tableSize());
        ObjectNode where = report.putObject("machine");
        where.put("processor", machine.processor())
                .put("processors", machine.processors())
                .put("os", machine.os())
                .put("java", machine.java())
                .put("load_average", machine.loadAverage());
        machine.programs().forEach(where.putArray("programs")::add);
        List<Summary> summaries = Summary.of(samples);
        ArrayNode medians = report.putArray("medians");
        for (Summary summary : summaries) {
            ObjectNode node = medians.addObject()
                    .put("mode", summary.mode().id())
                    .put("way", summary.way().id())
                    .put("queries_per_second", summary.queriesPerSecond())
                    .put("slowest", summary.slowest())
                    .put("fastest", summary.fastest())
                    .put("p99_ms", summary.p99Millis());
            put(node, "proxy_cpu_us_per_query", summary.proxyMicrosPerQuery());
            put(node, "speed_to_haproxy", summary.speedAgainst(Way.HAPROXY, summaries));
            put(node, "proxy_cpu_to_haproxy", summary.processorAgainst(Way.HAPROXY, summaries));
            put(node, "speed_to_direct", summary.speedAgainst(Way.DIRECT, summaries));
            node.put("others_cpu_percent", summary.othersPercent());
        }
        ArrayNode runs = report.putArray("runs");
        for (Sample sample : samples) {
            ObjectNode node = runs.addObject()
                    .put("round", sample.round())
                    .put("mode", sample.mode().id())
                    .put("way", sample.way().id())
                    .put("queries", sample.report().queries())
                    .put("seconds", sample.report().seconds())
                    .put("queries_per_second", sample.report().queriesPerSecond())
                    .put("p99_ms", sample.report().p99Millis());
            put(node, "proxy_cpu_us_per_query", sample.proxyMicrosPerQuery());
            node.put("others_cpu_percent", sample.othersPercent());
        }
        return report;
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }
}
