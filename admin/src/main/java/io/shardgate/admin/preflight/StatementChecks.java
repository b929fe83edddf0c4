package io.shardgate.admin.preflight;

import io.shardgate.planner.Plan;
import io.shardgate.planner.Planner;
import io.shardgate.planner.explain.Scatters;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.ServerSyntax;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the statements that a source has seen most often will be on several shards, by its performance_schema. */
final class StatementChecks {

    private static final int MOST = 500;
    private static final int TOLD = 10;
    private static final int WORDS = 200;
    private static final Pattern ROWS_OF_STATEMENT =
            Pattern.compile("^\\s*[(]*(select|insert|replace|update|delete|with)\\b", Pattern.CASE_INSENSITIVE);

    /** How a digest writes a list of any length. */
    private static final Pattern LIST = Pattern.compile("\\(\\s*\\.\\.\\.\\s*\\)(\\s*/\\*.*?\\*/)?");

    private final PlanningSchema schema;
    private final LexerMode mode;
    private final Findings findings;
    private int told;
    private int more;

    private StatementChecks(PlanningSchema schema, LexerMode mode, Findings findings) {
        this.schema = schema;
        this.mode = mode;
        this.findings = findings;
    }

    static void check(SplitSides sides, Connection connection, Tablet primary, Findings findings) throws SQLException {
        if (!Texts.value(connection, "SELECT @@GLOBAL.performance_schema").equals("1")) {
            findings.note(
                    "tablet " + primary.alias() + " has performance_schema switched off, so which statements would"
                            + " go to all shards is not known; VEXPLAIN tells it of one statement");
            return;
        }
        PlanningSchema schema = new PlanningSchema(
                sides.snapshot().vschema(), Map.of(sides.keyspace(), sides.schema()), Optional.of(sides.keyspace()));
        LexerMode mode = LexerMode.standard().withSyntax(ServerSyntax.of(Texts.value(connection, "SELECT VERSION()")));
        new StatementChecks(schema, mode, findings).checkAll(connection, primary);
    }

    private void checkAll(Connection connection, Tablet primary) throws SQLException {
        String digests = "performance_schema.events_statements_summary_by_digest";
        boolean hasSamples = !Texts.column(
                        connection,
                        "SELECT 1 FROM information_schema.columns WHERE table_schema = 'performance_schema' AND"
                                + " table_name = 'events_statements_summary_by_digest' AND column_name ="
                                + " 'QUERY_SAMPLE_TEXT'")
                .isEmpty();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT "
                        + (hasSamples ? "COALESCE(QUERY_SAMPLE_TEXT, DIGEST_TEXT)" : "DIGEST_TEXT")
                        + ", COUNT_STAR, DIGEST_TEXT FROM " + digests + " WHERE SCHEMA_NAME = "
                        + SqlNames.literal(primary.database()) + " ORDER BY COUNT_STAR DESC LIMIT " + MOST)) {
            while (rows.next()) {
                String text = rows.getString(1);
                // What the server has cut off cannot be planned.
                if (text != null && ROWS_OF_STATEMENT.matcher(text).find() && !text.endsWith("...")) {
                    judge(LIST.matcher(text).replaceAll(Matcher.quoteReplacement("(?)")), rows.getLong(2));
                }
            }
        }
        if (more > 0) {
            findings.warn("and " + more + " more statements like these");
        }
    }

    private void judge(String sql, long times) {
        QueryText text = QueryText.of(sql.getBytes(StandardCharsets.UTF_8), mode);
        try {
            Plan plan = Planner.plan(text, StatementValues.of(text), schema, PlanningOptions.DEFAULT);
            if (Scatters.find(plan)) {
                tell("goes to all shards", sql, times, "; give it the column of a vindex, or know what it costs");
            }
        } catch (SqlErrorException e) {
            tell("is not possible on several shards", sql, times, ": " + e.getMessage());
        }
    }

    private void tell(String what, String sql, long times, String then) {
        if (told == TOLD) {
            more++;
            return;
        }
        told++;
        String words = sql.length() <= WORDS ? sql : sql.substring(0, WORDS) + " ...";
        findings.warn("a statement seen " + times + " times " + what + ": " + words.replaceAll("\\s+", " ") + then);
    }
}
