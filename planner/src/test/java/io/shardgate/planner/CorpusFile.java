package io.shardgate.planner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statements of the corpus, with what real servers say of them. How a file looks, the folder's README says. */
final class CorpusFile {

    private static final Path FOLDER = Path.of("src/test/resources/corpus");
    private static final Pattern VERDICT =
            Pattern.compile("-> mysql: (valid|syntax error), mariadb: (valid|syntax error)");

    private CorpusFile() {}

    /**
     * One statement.
     *
     * @param sqlMode in which it is read
     * @param newer whether it is valid in servers that are newer than those that have judged it
     */
    record Case(String file, String sql, String sqlMode, boolean newer, boolean validInMySql, boolean validInMariaDb) {

        boolean isValidSomewhere() {
            return newer || validInMySql || validInMariaDb;
        }
    }

    static List<Case> all() throws IOException {
        List<Path> paths;
        try (Stream<Path> files = Files.list(FOLDER)) {
            paths = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        var cases = new ArrayList<Case>();
        for (Path path : paths) {
            for (String block : Files.readString(path).strip().split("\n\\s*\n", -1)) {
                read(path.getFileName().toString(), block, cases);
            }
        }
        return cases;
    }

    private static void read(String file, String block, List<Case> cases) {
        var sql = new ArrayList<String>();
        String sqlMode = "";
        boolean newer = false;
        for (String line : block.split("\n", -1)) {
            Matcher verdict = VERDICT.matcher(line);
            if (verdict.matches()) {
                cases.add(new Case(
                        file,
                        String.join("\n", sql),
                        sqlMode,
                        newer,
                        verdict.group(1).equals("valid"),
                        verdict.group(2).equals("valid")));
                return;
            }
            boolean isComment = line.startsWith("#") && sql.isEmpty();
            if (line.equals("#! newer")) {
                newer = true;
            } else if (line.startsWith("#! sql_mode ")) {
                sqlMode = line.substring("#! sql_mode ".length());
            } else if (line.startsWith("#! ")) {
                throw new IllegalArgumentException("unknown directive in " + file + ": " + line);
            } else if (!isComment) {
                sql.add(line);
            }
        }
        if (!sql.isEmpty()) {
            throw new IllegalArgumentException(
                    "no verdict in " + file + " for: " + sql + "; run CorpusIT with -Dcorpus.update=true");
        }
    }
}
