package io.shardgate.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.planner.explain.PlanPrinter;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that someone has broken are refused as a client's mistake, never as ours. */
class MutatedStatementsTest {

    private static final int MUTATIONS_PER_STATEMENT = 12;

    private static List<String> statements() throws IOException {
        var statements = new ArrayList<String>();
        try (Stream<Path> paths = Files.list(Path.of("src/test/resources/golden"))) {
            for (Path path : paths.sorted().toList()) {
                GoldenFile.read(path).cases().forEach(one -> statements.add(one.sql()));
            }
        }
        return statements;
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "commerce", ""})
    void aMutatedStatementIsPlannedOrRefusedWithAnErrorForTheClient(String keyspace) throws IOException {
        var random = new Random(20261123);
        List<String> statements = statements();
        int planned = 0;
        int refused = 0;
        for (String statement : statements) {
            for (int i = 0; i < MUTATIONS_PER_STATEMENT; i++) {
                String mutated = mutate(statement, statements, random);
                if (isPlanned(mutated, keyspace)) {
                    planned++;
                } else {
                    refused++;
                }
            }
        }

        assertThat(planned).isPositive();
        assertThat(refused).isPositive();
    }

    private static boolean isPlanned(String sql, String keyspace) {
        QueryText text = QueryText.of(sql.getBytes(StandardCharsets.UTF_8), LexerMode.standard());
        try {
            Plan plan =
                    Planner.plan(text, StatementValues.of(text), TestSchema.with(keyspace), PlanningOptions.DEFAULT);
            assertThat(plan.fits(StatementValues.of(text))).as(sql).isTrue();
            assertThat(PlanPrinter.lines(plan, text)).as(sql).isNotEmpty();
            return true;
        } catch (SqlErrorException e) {
            assertThat(e.error().kind()).as(sql).isEqualTo(SqlError.Kind.USER);
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("planning threw " + e + " for: " + sql, e);
        }
    }

    private static String mutate(String statement, List<String> all, Random random) {
        var words = new ArrayList<>(List.of(statement.split("(?<=\\W)|(?=\\W)", -1)));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !words.isEmpty(); i++) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, words.get(random.nextInt(words.size())));
                case 2 -> {
                    String[] other = all.get(random.nextInt(all.size())).split("(?<=\\W)|(?=\\W)", -1);
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
}
