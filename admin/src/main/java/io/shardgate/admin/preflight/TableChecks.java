package io.shardgate.admin.preflight;

import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

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
            Connection connection,
            Tablet primary,
            Shard target,
            List<Shard> sources,
            List<TableLayout> tables,
            Findings findings)
            throws SQLException {
        if (isBegun(connection, target, sources)) {
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

    /** Whether a copy from one of these sources has begun, and may go on. */
    static boolean isBegun(Connection connection, Shard target, List<Shard> sources) throws SQLException {
        for (Shard source : StreamRecord.hasTables(connection) ? sources : List.<Shard>of()) {
            if (StreamRecord.find(connection, target.path(), source.path()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Tables of which a destination has no copy, which is not to be seen from their being there, and empty. */
    static void checkCopied(
            Connection connection, Shard target, List<Shard> sources, List<TableLayout> tables, Findings findings)
            throws SQLException {
        for (Shard source : sources) {
            if (source.keyRange().overlaps(target.keyRange())) {
                Set<String> copied = StreamRecord.hasTables(connection)
                        ? StreamRecord.find(connection, target.path(), source.path())
                                .map(StreamRecord::copied)
                                .orElse(Set.of())
                        : Set.of();
                for (TableLayout table : tables) {
                    if (!copied.contains(table.name())) {
                        findings.block("table " + table.name() + " of " + source.path() + " was not copied to "
                                + target.path() + "; run CancelResharding " + target.path()
                                + ", empty the destinations, and copy again with SplitClone");
                    }
                }
            }
        }
    }

    /** Tables of a source that its destinations do not have alike. */
    static void checkAlike(SplitSides sides, Findings findings) {
        for (Shard source : sides.sources()) {
            sides.ask(source, findings, (connection, primary) -> {
                DatabaseDefinition wanted = DatabaseDefinition.read(connection, primary.database());
                for (Shard target : sides.destinations()) {
                    if (source.keyRange().overlaps(target.keyRange())) {
                        checkAlike(sides, source, wanted, target, findings);
                    }
                }
            });
        }
    }

    private static void checkAlike(
            SplitSides sides, Shard source, DatabaseDefinition wanted, Shard target, Findings findings) {
        sides.ask(
                target,
                findings,
                (connection, tablet) -> wanted.differences(
                                source.path(), DatabaseDefinition.read(connection, tablet.database()), target.path())
                        .forEach(difference ->
                                findings.block(difference + "\nmake the destination's tables like the source's")));
    }
}
