package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The verdicts that the planner's corpus records are those of real servers of both flavours. Statements are prepared there
 * and not run.
 *
 * <p>After adding statements, run with {@code -Dcorpus.update=true}, which writes the verdicts and fails.
 */
class CorpusIT {

    private static final boolean UPDATE = Boolean.getBoolean("corpus.update");

    /** ER_PARSE_ERROR and ER_SYNTAX_ERROR. */
    private static final Set<Integer> SYNTAX_ERRORS = Set.of(1064, 1149);

    @Test
    void theRecordedVerdictsAreThoseOfTheServers() throws Exception {
        try (JudgeServer mysql = JudgeServer.start(FlavorChoice.Wish.MYSQL);
                JudgeServer mariadb = JudgeServer.start(FlavorChoice.Wish.MARIADB)) {
            List<String> differences = new ArrayList<>();
            for (CorpusFile file : CorpusFile.all()) {
                List<String> verdicts = verdicts(file, mysql.connection(), mariadb.connection());
                for (int i = 0; i < verdicts.size(); i++) {
                    CorpusFile.Block block = file.blocks().get(i);
                    if (!block.verdict().equals(verdicts.get(i))) {
                        differences.add("%s: %s\n  recorded '%s', now '%s'"
                                .formatted(file.path().getFileName(), block.sql(), block.verdict(), verdicts.get(i)));
                    }
                }
                if (UPDATE) {
                    file.write(verdicts);
                }
            }

            assertThat(differences).isEmpty();
            // A run that writes the verdicts says nothing about them, so it may not pass.
            assertThat(UPDATE).as("corpus.update is set").isFalse();
        }
    }

    private static List<String> verdicts(CorpusFile file, Connection mysql, Connection mariadb)
            throws SQLException, IOException {
        List<String> verdicts = new ArrayList<>();
        for (CorpusFile.Block block : file.blocks()) {
            verdicts.add(
                    block.sql().isEmpty()
                            ? ""
                            : "mysql: %s, mariadb: %s".formatted(verdict(block, mysql), verdict(block, mariadb)));
        }
        return verdicts;
    }

    private static String verdict(CorpusFile.Block block, Connection connection) throws SQLException {
        String hex = HexFormat.of().formatHex(block.sql().getBytes(StandardCharsets.UTF_8));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET sql_mode = '" + sqlMode(block) + "'");
            statement.execute("SET @text = CONVERT(0x" + hex + " USING utf8mb4)");
            statement.execute("PREPARE judged FROM @text");
            return "valid";
        } catch (SQLException e) {
            boolean isLost = e.getSQLState() == null || e.getSQLState().startsWith("08");
            if (isLost) {
                throw e;
            }
            return SYNTAX_ERRORS.contains(e.getErrorCode()) ? "syntax error" : "valid";
        }
    }

    private static String sqlMode(CorpusFile.Block block) {
        String directive = "#! sql_mode ";
        return block.comments().stream()
                .filter(comment -> comment.startsWith(directive))
                .map(comment -> comment.substring(directive.length()))
                .findFirst()
                .orElse("");
    }
}
