package io.shardgate.admin.preflight;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.model.AutoIncrement;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;

/** Whether ids stay unique when several shards give them out. */
public final class SequenceChecks {

    private SequenceChecks() {}

    static void check(SplitSides sides, Findings findings) {
        for (TableSchema table : sides.schema().tables().values()) {
            if (table.kind() == TableSchema.Kind.VIEW) {
                continue;
            }
            Optional<AutoIncrement> sequence =
                    sides.vschema().findTable(table.name()).flatMap(TableVSchema::autoIncrement);
            if (sequence.isPresent()) {
                requireAhead(sides, table.name(), sequence.get(), findings);
            } else if (sides.isDividedAfterwards()) {
                table.columns().stream()
                        .filter(ColumnSchema::isAutoIncrement)
                        .forEach(column -> findings.block("table " + table.name() + ": each shard would give out the"
                                + " values of " + column.name() + " (AUTO_INCREMENT) by itself, the same ones; name a"
                                + " sequence for it in the VSchema (auto_increment), or drop AUTO_INCREMENT"));
            }
        }
    }

    /** Whether a sequence, which must be there, is above all ids that the table has on the sources. */
    public static void requireAhead(SplitSides sides, String table, AutoIncrement sequence, Findings findings) {
        String name = sequence.sequenceKeyspace() + "." + sequence.sequenceTable();
        Optional<BigInteger> next = next(sides, sequence, name, findings);
        if (next.isEmpty()) {
            return;
        }
        for (Shard source : sides.sources()) {
            sides.ask(source, findings, (connection, primary) -> {
                String highest = Texts.value(
                        connection,
                        "SELECT MAX(" + SqlNames.quote(sequence.column()) + ") FROM "
                                + SqlNames.quote(primary.database()) + "." + SqlNames.quote(table));
                if (!highest.isEmpty() && new BigInteger(highest).compareTo(next.get()) >= 0) {
                    findings.block("table " + table + ": the sequence " + name + " goes on with " + next.get()
                            + ", and " + source.path() + " has " + sequence.column() + " up to " + highest
                            + "; new rows would collide: UPDATE " + sequence.sequenceTable() + " SET next_id = "
                            + new BigInteger(highest).add(BigInteger.ONE) + " WHERE id = 0");
                }
            });
        }
    }

    private static Optional<BigInteger> next(SplitSides sides, AutoIncrement sequence, String name, Findings findings) {
        Optional<Tablet> home = sides.topology().shards(sequence.sequenceKeyspace()).stream()
                .filter(Shard::isPrimaryServing)
                .flatMap(shard -> sides.findPrimary(shard).stream())
                .findFirst();
        if (home.isEmpty()) {
            findings.block("the keyspace of the sequence " + name + " has no master");
            return Optional.empty();
        }
        try (var connection = sides.connect(home.get())) {
            return Optional.of(new BigInteger(Texts.value(
                    connection,
                    "SELECT next_id FROM " + SqlNames.quote(home.get().database()) + "."
                            + SqlNames.quote(sequence.sequenceTable()) + " WHERE id = 0")));
        } catch (SQLException e) {
            findings.block("the sequence " + name + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }
}
