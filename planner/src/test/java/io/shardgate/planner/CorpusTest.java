package io.shardgate.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.ServerSyntax;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the planner takes for a statement is what the servers take for one, over the statements of the corpus in a sharded
 * keyspace. Prints how many it plans, and why it refuses others.
 */
class CorpusTest {

    private enum Outcome {
        PLANNED,
        SYNTAX_ERROR,
        REFUSED
    }

    private record Answer(Outcome outcome, String message) {}

    @ParameterizedTest
    @EnumSource(ServerSyntax.Flavor.class)
    void nothingIsPlannedThatTheServersCallASyntaxErrorAndNothingIsCalledOneThatTheyTake(ServerSyntax.Flavor flavor)
            throws IOException {
        boolean isMariaDb = flavor == ServerSyntax.Flavor.MARIADB;
        var plannedWrongly = new ArrayList<String>();
        var calledWrong = new ArrayList<String>();
        var refusals = new TreeMap<String, Integer>();
        int valid = 0;
        int planned = 0;
        int invalid = 0;
        for (CorpusFile.Case one : CorpusFile.all()) {
            boolean isValid = isMariaDb ? one.validInMariaDb() : one.validInMySql();
            Answer answer = answer(one, isMariaDb ? ServerSyntax.mariadb(110405) : ServerSyntax.mysql(80015));
            String shown = one.file() + ": " + one.sql() + "\n    " + answer.message();
            if (answer.outcome() == Outcome.SYNTAX_ERROR && one.isValidSomewhere()) {
                calledWrong.add(shown);
            }
            if (isValid) {
                valid++;
                switch (answer.outcome()) {
                    case PLANNED -> planned++;
                    case REFUSED -> refusals.merge(reason(answer.message()), 1, Integer::sum);
                    case SYNTAX_ERROR -> {}
                }
            } else if (!one.newer()) {
                invalid++;
                if (answer.outcome() == Outcome.PLANNED) {
                    plannedWrongly.add(shown);
                }
            }
        }
        print(flavor, valid, planned, invalid, refusals);

        assertThat(plannedWrongly).as("planned, though it is a syntax error").isEmpty();
        assertThat(calledWrong).as("called a syntax error, though it is none").isEmpty();
        assertThat(valid + invalid).isGreaterThanOrEqualTo(1000);
        assertThat(invalid).isGreaterThanOrEqualTo(250);
        assertThat(planned).isGreaterThan(valid / 2);
    }

    private static Answer answer(CorpusFile.Case one, ServerSyntax syntax) {
        LexerMode mode = LexerMode.standard().withSyntax(syntax).withSqlMode(one.sqlMode());
        QueryText text = QueryText.of(one.sql().getBytes(StandardCharsets.UTF_8), mode);
        try {
            Planner.plan(text, StatementValues.of(text), TestSchema.with("customer"), PlanningOptions.DEFAULT);
            return new Answer(Outcome.PLANNED, "");
        } catch (SqlErrorException e) {
            boolean isSyntax = e.error() == SqlError.SYNTAX_ERROR;
            return new Answer(isSyntax ? Outcome.SYNTAX_ERROR : Outcome.REFUSED, e.errno() + " " + e.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError("planning threw " + e + " for: " + one.sql(), e);
        }
    }

    /** The message without what is particular to the statement. */
    private static String reason(String message) {
        return message.replaceAll("(, in: |, near|: ).*", "").replaceAll("'[^']*'", "'...'");
    }

    private static void print(
            ServerSyntax.Flavor flavor, int valid, int planned, int invalid, Map<String, Integer> refusals) {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %d of %d valid statements planned (%.1f %%), %d syntax errors in the corpus; refused:"
                .formatted(flavor, planned, valid, 100.0 * planned / valid, invalid));
        refusals.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> lines.add("%6d  %s".formatted(entry.getValue(), entry.getKey())));
        System.out.println(String.join("\n", lines));
    }
}
