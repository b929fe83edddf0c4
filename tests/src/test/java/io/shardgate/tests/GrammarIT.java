package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.grammar.Grammar;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.LexicalError;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.ServerSyntax;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The planner's grammar and the servers agree on statements that nobody chose: those of the corpus, broken at random. */
class GrammarIT {

    private static final int STATEMENTS = Integer.getInteger("grammar.statements", 4000);
    private static final long SEED = Long.getLong("grammar.seed", 20261123);

    /** What random damage finds once in thousands of statements is for the corpus, not for a failure of the build. */
    private static final double TOLERATED = 0.002;

    /** Words of statements that only servers newer than these take, and of several in one text. */
    private static final Pattern NEWER =
            Pattern.compile(";|\\b(TABLE|MEMBER|ROW|INTERSECT|EXCEPT|DOUBLE|FLOAT|REAL)\\b", Pattern.CASE_INSENSITIVE);

    private static final Set<Integer> SYNTAX_ERRORS = Set.of(1064, 1149);

    /** No database, unknown column, table or database: found when all was read. Other errors may come in its midst. */
    private static final Set<Integer> FOUND_LATER = Set.of(1046, 1049, 1054, 1146);

    private enum Verdict {
        VALID,
        SYNTAX_ERROR,
        NONE
    }

    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MYSQL", "MARIADB"})
    void theGrammarAgreesWithTheServerOnBrokenStatements(FlavorChoice.Wish flavor) throws SQLException {
        LexerMode mode = LexerMode.standard()
                .withSyntax(
                        flavor == FlavorChoice.Wish.MARIADB ? ServerSyntax.mariadb(110405) : ServerSyntax.mysql(80015));
        List<String> originals = originals();
        Random random = new Random(SEED);
        List<String> calledWrong = new ArrayList<>();
        List<String> takenWrongly = new ArrayList<>();
        int valid = 0;
        int judged = 0;
        try (JudgeServer judge = JudgeServer.start(flavor)) {
            for (int i = 0; i < STATEMENTS; i++) {
                String sql = mutate(originals.get(random.nextInt(originals.size())), originals, random);
                QueryText text = QueryText.of(sql.getBytes(StandardCharsets.UTF_8), mode);
                if (text.lexicalError() != LexicalError.NONE
                        || text.statementKind() == StatementKind.SELECT_NEXT
                        || NEWER.matcher(sql).find()
                        || !isJudged(text.statementKind())) {
                    continue;
                }
                Verdict verdict = verdict(sql, judge.connection());
                String refusal = refusal(text);
                judged++;
                valid += verdict == Verdict.VALID ? 1 : 0;
                if (verdict == Verdict.VALID && refusal.startsWith("1064")) {
                    calledWrong.add(sql + "\n    " + refusal);
                } else if (verdict == Verdict.SYNTAX_ERROR && refusal.isEmpty()) {
                    takenWrongly.add(sql);
                }
            }
        }

        assertThat(valid).isGreaterThan(judged / 20);
        assertThat(takenWrongly).hasSizeLessThanOrEqualTo((int) (judged * TOLERATED));
        assertThat(calledWrong).hasSizeLessThanOrEqualTo((int) (judged * TOLERATED));
    }

    private static List<String> originals() {
        return CorpusFile.all().stream()
                .flatMap(file -> file.blocks().stream())
                .filter(block ->
                        block.verdict().contains("mysql: valid") && !block.sql().contains("\n"))
                .map(CorpusFile.Block::sql)
                .toList();
    }

    private static boolean isJudged(StatementKind kind) {
        return kind == StatementKind.SELECT || kind.isDml();
    }

    private static String refusal(QueryText text) {
        try {
            Grammar.check(new TokenView(text), text.statementKind());
            return "";
        } catch (SqlErrorException e) {
            return e.errno() + " " + e.getMessage();
        }
    }

    private static String mutate(String statement, List<String> all, Random random) {
        List<String> words = new ArrayList<>(List.of(statement.split("(?<=[^\\w'])|(?=[^\\w'])", -1)));
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes && !words.isEmpty(); i++) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, words.get(random.nextInt(words.size())));
                case 2 -> {
                    String[] other = all.get(random.nextInt(all.size())).split("(?<=[^\\w'])|(?=[^\\w'])", -1);
                    words.set(at, other[random.nextInt(other.length)]);
                }
                default -> {
                    int with = random.nextInt(words.size());
                    String moved = words.get(at);
                    words.set(at, words.get(with));
                    words.set(with, moved);
                }
            }
        }
        return String.join("", words);
    }

    private static Verdict verdict(String sql, Connection connection) throws SQLException {
        String hex = HexFormat.of().formatHex(sql.getBytes(StandardCharsets.UTF_8));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET @text = CONVERT(0x" + hex + " USING utf8mb4)");
            statement.execute("PREPARE judged FROM @text");
            return Verdict.VALID;
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
                throw e;
            }
            return SYNTAX_ERRORS.contains(e.getErrorCode())
                    ? Verdict.SYNTAX_ERROR
                    : FOUND_LATER.contains(e.getErrorCode()) ? Verdict.VALID : Verdict.NONE;
        }
    }
}
