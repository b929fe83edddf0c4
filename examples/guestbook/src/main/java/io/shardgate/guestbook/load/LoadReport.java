package io.shardgate.guestbook.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a load did and found.
 *
 * @param run the name in its messages
 * @param took without the check at the end
 * @param rolledBack transactions that the servers rolled back while they were open (1213)
 * @param steps that it was divided into; none if nobody did
 * @param findings empty if the check at the end could not be made; the reason is among the errors
 */
public record LoadReport(
        String run,
        LoadConfig config,
        Duration took,
        Operations writes,
        Operations reads,
        long rolledBack,
        List<ErrorKind> errors,
        List<Step> steps,
        Optional<Findings> findings) {

    /**
     * One kind of operation.
     *
     * @param count that succeeded
     * @param skipped that were left out because all threads were waiting
     * @param longestGap without a success
     */
    public record Operations(long count, long skipped, Moment longestGap, Moment slowest) {}

    public LoadReport {
        errors = List.copyOf(errors);
        steps = List.copyOf(steps);
    }

    public long errorCount() {
        return errors.stream().mapToLong(ErrorKind::count).sum();
    }

    /** Whether the load proved what it is for; a load that wrote nothing proved nothing. */
    public boolean passed() {
        boolean didSomething = (config.writesPerSecond() == 0 || writes.count() > 0)
                && (config.readsPerSecond() == 0 || reads.count() > 0);
        return didSomething
                && findings.isPresent()
                && findings.get().isClean()
                && (config.errorsAllowed() || errors.isEmpty());
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Run %s: %d writes and %d reads in %.1f seconds, %d errors"
                .formatted(run, writes.count(), reads.count(), took.toMillis() / 1000.0, errorCount()));
        lines.add(line("writes", writes));
        lines.add(line("reads", reads));
        if (rolledBack > 0) {
            lines.add("  writes rolled back while their transactions were open (1213): " + rolledBack);
        }
        steps.forEach(step -> lines.add("  " + step));
        for (ErrorKind error : errors) {
            lines.add("  error %d times, first at %s: %s: %s"
                    .formatted(error.count(), error.first(), error.kind(), error.firstMessage()));
        }
        findings.ifPresentOrElse(
                found -> {
                    lines.add("  lost %d, duplicated %d, changed %d; stored though not acknowledged %d"
                            .formatted(found.lost(), found.duplicated(), found.changed(), found.unacknowledged()));
                    found.examples().forEach(example -> lines.add("  " + example));
                },
                () -> lines.add("  the check for lost and duplicated rows could not be made"));
        lines.add(passed() ? "PASSED" : "FAILED");
        return lines;
    }

    private static String line(String name, Operations operations) {
        return "  %s: longest stall %d ms at %s, slowest %d ms at %s, left out %d"
                .formatted(
                        name,
                        operations.longestGap().millis(),
                        operations.longestGap().began(),
                        operations.slowest().millis(),
                        operations.slowest().began(),
                        operations.skipped());
    }

    /** For scripts: one line. Without a check at the end, what it would have found is null. */
    public String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("run", run);
        root.put("passed", passed());
        root.put("seconds", took.toMillis() / 1000.0);
        root.put("writes", writes.count());
        root.put("reads", reads.count());
        root.put("rolled_back", rolledBack);
        root.put("errors", errorCount());
        root.put("lost", findings.map(Findings::lost).orElse(null));
        root.put("duplicated", findings.map(Findings::duplicated).orElse(null));
        root.put("changed", findings.map(Findings::changed).orElse(null));
        root.put("unacknowledged", findings.map(Findings::unacknowledged).orElse(null));
        putOperations(root.putObject("write_times"), writes);
        putOperations(root.putObject("read_times"), reads);
        ArrayNode parts = root.putArray("steps");
        for (Step step : steps) {
            parts.addObject()
                    .put("name", step.name())
                    .put("writes", step.writes())
                    .put("reads", step.reads())
                    .put("errors", step.errors())
                    .put("longest_write_stall_ms", step.longestWriteGap().toMillis())
                    .put("longest_read_stall_ms", step.longestReadGap().toMillis());
        }
        ArrayNode kinds = root.putArray("error_kinds");
        for (ErrorKind error : errors) {
            kinds.addObject()
                    .put("kind", error.kind())
                    .put("count", error.count())
                    .put("first_message", error.firstMessage())
                    .put("first_at", error.first().toString());
        }
        ArrayNode examples = root.putArray("examples");
        findings.ifPresent(found -> found.examples().forEach(examples::add));
        return root.toString();
    }

    private static void putOperations(ObjectNode node, Operations operations) {
        node.put("longest_stall_ms", operations.longestGap().millis());
        node.put("longest_stall_at", operations.longestGap().began().toString());
        node.put("slowest_ms", operations.slowest().millis());
        node.put("slowest_at", operations.slowest().began().toString());
        node.put("left_out", operations.skipped());
    }
}
