package io.shardgate.admin.command;

import io.shardgate.admin.preflight.Findings;
import io.shardgate.admin.preflight.SequenceChecks;
import io.shardgate.admin.preflight.SplitSides;
import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.model.AutoIncrement;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A change of the VSchema by which sequences make the ids of tables that AUTO_INCREMENT made, or the other way round. Used once,
 * with the keyspace's lock held.
 *
 * <p>A server that is given an id goes on above it. While one proxy took ids from a sequence and another left them to the
 * server, both would make the same ones; therefore the gate keeps statements in the proxies until all make ids in the new way.
 */
final class IdHandover {

    /** The whole has to end before statements have waited for too long in the proxies. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ControlPlane control;
    private final StoreLock lock;
    private final String keyspace;
    private final Set<String> tables;

    /** @param tables as {@link #findTables} gives them */
    IdHandover(ControlPlane control, StoreLock lock, String keyspace, Set<String> tables) {
        this.control = control;
        this.lock = lock;
        this.keyspace = keyspace;
        this.tables = new LinkedHashSet<>(tables);
    }

    /** The tables whose ids are made in another way afterwards, and whose servers can make some themselves. */
    static Set<String> findTables(KeyspaceDefinition before, KeyspaceDefinition after, KeyspaceSchema schema) {
        Set<String> names = new LinkedHashSet<>(after.tables().keySet());
        names.addAll(before.tables().keySet());
        names.removeIf(
                name -> column(before, name).isPresent() == column(after, name).isPresent());
        names.removeIf(name -> column(before, name)
                .or(() -> column(after, name))
                .flatMap(column -> schema.findTable(name).flatMap(table -> table.findColumn(column)))
                .filter(ColumnSchema::isAutoIncrement)
                .isEmpty());
        return names;
    }

    private static Optional<String> column(KeyspaceDefinition definition, String table) {
        return Optional.ofNullable(definition.tables().get(table))
                .flatMap(written -> written.autoIncrement().map(ids -> ids.column()));
    }

    /**
     * Makes the change.
     *
     * @param after the VSchema that it leads to
     * @return the revision that proxies must have seen
     * @throws CommandException if it could not be made, or not without ids that clash
     */
    long run(Consumer<Mutation> change, KeyspaceVSchema after, CommandOutput out) {
        new CutoverRecovery(control).requireEnded(keyspace, lock);
        StepTimes steps = new StepTimes();
        long closed = control.repository()
                .update(mutation -> mutation.under(lock).put(new Gate(keyspace, KeyRange.FULL, reason())));
        long opened;
        try {
            awaitQuiet(closed, steps);
            requireSequencesAhead(after);
            long changed = control.repository().update(mutation -> change.accept(mutation.under(lock)));
            control.awaitSeen(changed, PATIENCE);
            steps.ended("change");
        } catch (SQLException | SqlErrorException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted; GetVSchema shows whether the VSchema was changed", e);
        } finally {
            opened =
                    control.repository().update(mutation -> mutation.under(lock).removeGate(keyspace));
        }
        steps.ended("opening");
        out.note(reason() + ": writes waited for " + steps.totalMillis() + " ms at most (" + steps + ")");
        return opened;
    }

    private String reason() {
        return "ids of " + String.join(", ", tables) + " change between AUTO_INCREMENT and sequences";
    }

    private static CommandException refusal(String why, Exception cause) {
        return CommandException.failed(why + "\nThe VSchema was not changed.", cause);
    }

    /** When it returns, nothing is under way on the masters that could make an id in the old way. */
    private void awaitQuiet(long closed, StepTimes steps) throws SQLException, InterruptedException {
        try {
            control.awaitSeen(closed, PATIENCE);
        } catch (CommandException e) {
            throw refusal("not every proxy held its statements back: " + e.getMessage(), e);
        }
        steps.ended("gate");
        new LiveProxies(control.repository().store()).awaitDrained(closed, PATIENCE);
        steps.ended("drain");
        // Also before the first look: a transaction that was opened just now must not be missed.
        Thread.sleep(ReplicationServer.TRANSACTIONS_AGE.toMillis());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ServingTopology topology = control.topology();
        for (Shard shard : serving()) {
            Tablet master = ControlPlane.requirePrimary(topology, shard);
            try (ReplicationServer server = ReplicationServer.connect(control.pools(), master)) {
                while (server.openTransactions() > 0) {
                    if (System.nanoTime() > deadline) {
                        throw CommandException.failed("transactions that use tablet " + master.alias()
                                + " did not end within " + PATIENCE.toMillis() + " ms, and may yet use ids of "
                                + String.join(", ", tables)
                                + "; try again when they have ended (SHOW PROCESSLIST there tells whose they are)"
                                + "\nThe VSchema was not changed.");
                    }
                    Thread.sleep(ReplicationServer.TRANSACTIONS_AGE.toMillis());
                }
            }
        }
        steps.ended("transactions");
    }

    private List<Shard> serving() {
        return control.topology().shards(keyspace).stream()
                .filter(Shard::isPrimaryServing)
                .toList();
    }

    /** A sequence that would make ids which the table has is refused; where there is none yet, nothing can clash. */
    private void requireSequencesAhead(KeyspaceVSchema after) {
        SplitSides sides = new SplitSides(
                control.pools(),
                control.snapshots().current(),
                control.topology(),
                control.tables().readNow(keyspace),
                serving(),
                List.of());
        Findings findings = new Findings();
        for (String table : tables) {
            after.findTable(table)
                    .flatMap(TableVSchema::autoIncrement)
                    .filter(this::exists)
                    .ifPresent(sequence -> SequenceChecks.requireAhead(sides, table, sequence, findings));
        }
        if (!findings.blockers().isEmpty()) {
            throw CommandException.failed(String.join("\n", findings.blockers()) + "\nThe VSchema was not changed.");
        }
    }

    private boolean exists(AutoIncrement sequence) {
        return control.tables()
                .readNow(sequence.sequenceKeyspace())
                .findTable(sequence.sequenceTable())
                .isPresent();
    }
}
