package io.shardgate.admin.preflight;

import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether tables can be copied and followed. */
final class TableChecks {

    private TableChecks() {}

    /** A source must not change rows by itself, as no binary log would show it, or the destination would do it again. */
    static void checkSource(Connection connection, Tablet primary, Findings findings) throws SQLException {
        String database = SqlNames.literal(primary.database());
        Texts.column(
                        connection,
                        "SELECT CONCAT('table ', table_name, ' has the foreign key ', constraint_name, ' that changes rows"
                                + " by itself (ON DELETE ', delete_rule, ', ON UPDATE ', update_rule, '), which a binary log"
                                + " does not show; drop it, or make it RESTRICT') FROM"
                                + " information_schema.referential_constraints WHERE constraint_schema = " + database
                                + " AND (delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR update_rule IN"
                                + " ('CASCADE', 'SET NULL', 'SET DEFAULT'))")
                .forEach(findings::block);
        Texts.column(
                        connection,
                        "SELECT CONCAT('table ', event_object_table, ' has the trigger ', trigger_name,"
                                + " ', which would run on the targets a second time; drop it') FROM"
                                + " information_schema.triggers WHERE trigger_schema = " + database)
                .forEach(findings::block);
    }

    /** A destination has the tables, and no rows but those of a copy that was stopped. */
    static void checkEmpty(
            Connection connection, Tablet primary, Shard target, List<TableLayout> tables, Findings findings)
            throws SQLException {
        if (isBegun(connection, target)) {
            return;
        }
        for (TableLayout table : tables) {
            String name = SqlNames.quote(primary.database()) + "." + SqlNames.quote(table.name());
            try {
                if (!Texts.column(connection, "SELECT 1 FROM " + name + " LIMIT 1")
                        .isEmpty()) {
                    findings.block("destination shard " + target.path() + " has rows in table " + table.name()
                            + " that no copy has put there; empty it first");
                }
            } catch (SQLException e) {
                findings.block("destination shard " + target.path() + ": " + e.getMessage()
                        + "; CopySchemaShard creates what is missing");
            }
        }
    }

    private static boolean isBegun(Connection connection, Shard target) throws SQLException {
        String exists = "SELECT 1 FROM information_schema.tables WHERE table_schema = '_shardgate' AND table_name ="
                + " 'stream'";
        return !Texts.column(connection, exists).isEmpty()
                && !Texts.column(
                                connection,
                                "SELECT 1 FROM _shardgate.stream WHERE target = " + SqlNames.literal(target.path())
                                        + " LIMIT 1")
                        .isEmpty();
    }

    /** Tables of a source that its destinations do not have alike. */
    static void checkAlike(SplitSides sides, Findings findings) {
        Shard source = sides.sources().get(0);
        sides.ask(source, findings, (connection, primary) -> {
            DatabaseDefinition wanted = DatabaseDefinition.read(connection, primary.database());
            for (Shard target : sides.destinations()) {
                sides.ask(
                        target,
                        findings,
                        (other, tablet) -> wanted.differences(
                                        source.path(), DatabaseDefinition.read(other, tablet.database()), target.path())
                                .forEach(difference -> findings.block(
                                        difference + "\nmake the destination's tables like the source's")));
            }
        });
    }
}
