package io.shardgate.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of the planner's corpus: statements with blank lines between them, each with what the servers say of it in its last
 * line. Lines that begin with {@code #} are comments, and {@code #!} directives, which belong to the statement below.
 */
record CorpusFile(Path path, List<Block> blocks) {

    private static final Path FOLDER = Path.of("../planner/src/test/resources/corpus");
    private static final String MARK = "-> ";

    /**
     * A statement, or a comment that stands alone.
     *
     * @param verdict what is recorded, without its mark; empty when nothing is
     */
    record Block(List<String> comments, String sql, String verdict) {}

    static List<CorpusFile> all() {
        try (Stream<Path> paths = Files.list(FOLDER)) {
            return paths.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .map(CorpusFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CorpusFile read(Path path) {
        List<Block> blocks = new ArrayList<>();
        try {
            for (String text : Files.readString(path).strip().split("\n\\s*\n", -1)) {
                blocks.add(block(text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CorpusFile(path, blocks);
    }

    private static Block block(String text) {
        List<String> comments = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        String verdict = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("#") && sql.isEmpty()) {
                comments.add(line);
            } else if (line.startsWith(MARK)) {
                verdict = line.substring(MARK.length());
            } else {
                sql.add(line);
            }
        }
        return new Block(comments, String.join("\n", sql), verdict);
    }

    /** Writes the statements with new verdicts; those of blocks that hold no statement are not used. */
    void write(List<String> verdicts) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            block.comments().forEach(comment -> text.append(comment).append('\n'));
            if (!block.sql().isEmpty()) {
                text.append(block.sql()).append('\n');
                text.append(MARK).append(verdicts.get(i)).append('\n');
            }
            text.append('\n');
        }
        Files.writeString(path, text.toString().strip() + "\n");
    }
}
