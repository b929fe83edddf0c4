package io.shardgate.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.planner.explain.PlanPrinter;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plans every statement under {@code golden/} and compares the printed plan.
 *
 * <p>After a change that is meant to alter plans, run with {@code -Dgolden.update=true} and read the diff: each changed plan
 * is a claim that the commit message has to explain.
 */
class PlannerGoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    @TestFactory
    Stream<DynamicContainer> plans() throws IOException {
        var containers = new ArrayList<DynamicContainer>();
        for (Path path : paths()) {
            GoldenFile file = GoldenFile.read(path);
            if (UPDATE) {
                file.write(file.cases().stream().map(PlannerGoldenTest::plan).toList());
            }
            containers.add(DynamicContainer.dynamicContainer(
                    path.getFileName().toString(), file.cases().stream().map(PlannerGoldenTest::test)));
        }
        return containers.stream();
    }

    @Test
    void thereAreEnoughCasesAndEachSaysWhyItExists() throws IOException {
        int count = 0;
        for (Path path : paths()) {
            for (GoldenFile.Case one : GoldenFile.read(path).cases()) {
                count++;
                assertThat(one.comments()).as(one.sql()).anyMatch(comment -> !comment.startsWith("#!"));
            }
        }
        assertThat(count).isGreaterThanOrEqualTo(300);
    }

    private static List<Path> paths() throws IOException {
        try (Stream<Path> paths = Files.list(GOLDEN)) {
            return paths.sorted().toList();
        }
    }

    private static DynamicTest test(GoldenFile.Case one) {
        return DynamicTest.dynamicTest(one.sql(), () -> {
            assertThat(plan(one)).isEqualTo(one.plan());
            // A run that rewrites the files says nothing about the plans, so it may not pass.
            assertThat(UPDATE).as("golden.update is set").isFalse();
        });
    }

    private static String plan(GoldenFile.Case one) {
        QueryText text = QueryText.of(one.sql().getBytes(StandardCharsets.UTF_8), LexerMode.standard());
        try {
            Plan plan = Planner.plan(
                    text, StatementValues.of(text), TestSchema.with(one.keyspace()), PlanningOptions.DEFAULT);
            return String.join("\n", PlanPrinter.lines(plan, text));
        } catch (SqlErrorException e) {
            return "ERROR %d (%s): %s"
                    .formatted(e.errno(), e.sqlState(), e.getMessage().replaceAll("\\s+", " "));
        }
    }
}
