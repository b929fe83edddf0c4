package io.shardgate.planner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of cases: why as comments, perhaps directives, the statement, dashes and the plan; blank lines between cases. */
record GoldenFile(Path path, List<Case> cases) {

    /**
     * One case.
     *
     * @param comments the lines that begin with {@code #}
     * @param keyspace the selected one, changed by {@code #! use name} for the cases that follow
     */
    record Case(List<String> comments, String keyspace, String sql, String plan) {}

    static GoldenFile read(Path path) throws IOException {
        var cases = new ArrayList<Case>();
        String keyspace = "customer";
        for (String block : Files.readString(path).strip().split("\n\\s*\n", -1)) {
            var comments = new ArrayList<String>();
            var sql = new ArrayList<String>();
            var plan = new ArrayList<String>();
            boolean afterDashes = false;
            for (String line : block.split("\n", -1)) {
                if (afterDashes) {
                    plan.add(line);
                } else if (line.startsWith("#! use")) {
                    keyspace = line.substring("#! use".length()).strip();
                    comments.add(line);
                } else if (line.startsWith("#!")) {
                    throw new IllegalArgumentException("unknown directive in " + path + ": " + line);
                } else if (line.startsWith("#")) {
                    comments.add(line);
                } else if (line.equals("----")) {
                    afterDashes = true;
                } else {
                    sql.add(line);
                }
            }
            cases.add(new Case(comments, keyspace, String.join("\n", sql), String.join("\n", plan)));
        }
        return new GoldenFile(path, cases);
    }

    void write(List<String> plans) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            one.comments().forEach(comment -> text.append(comment).append('\n'));
            text.append(one.sql()).append("\n----\n").append(plans.get(i)).append("\n\n");
        }
        Files.writeString(path, text.toString().strip() + "\n");
    }
}
