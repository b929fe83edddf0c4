package io.shardgate.admin.preflight;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The two sides of a split or merge, and how to ask their servers.
 *
 * @param snapshot whose VSchema says where rows belong
 * @param topology as it is in the store
 * @param schema the keyspace's tables as its servers have them
 * @param sources the shards that serve the master, in key order
 * @param destinations the shards that take over, in key order
 */
public record SplitSides(
        JdbcPools pools,
        ServingSnapshot snapshot,
        ServingTopology topology,
        KeyspaceSchema schema,
        List<Shard> sources,
        List<Shard> destinations) {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    public SplitSides {
        sources = List.copyOf(sources);
        destinations = List.copyOf(destinations);
    }

    String keyspace() {
        return sources.get(0).keyspace();
    }

    KeyspaceVSchema vschema() {
        return snapshot.vschema().keyspace(keyspace());
    }

    /** Whether the keyspace has more than one shard when the destinations have taken over. */
    boolean isDividedAfterwards() {
        return destinations.size() > 1
                || topology.shards(keyspace()).stream()
                        .anyMatch(shard -> shard.isPrimaryServing() && !sources.contains(shard));
    }

    public Optional<Tablet> findPrimary(Shard shard) {
        return topology.findPrimary(shard.keyspace(), shard.name());
    }

    /** A connection without a database selected, which the caller closes. */
    Connection connect(Tablet tablet) throws SQLException {
        return pools.connection(tablet, ServerAccess.Role.DBA, ANSWER);
    }

    /** Asks the master of a shard; says so if there is none, or if it does not answer. */
    void ask(Shard shard, Findings findings, Question question) {
        Optional<Tablet> primary = findPrimary(shard);
        if (primary.isEmpty()) {
            findings.block("shard " + shard.path() + " has no master; choose one with InitShardMaster -force "
                    + shard.path() + " <tablet alias>");
            return;
        }
        try (Connection connection = connect(primary.get())) {
            question.ask(connection, primary.get());
        } catch (SQLException e) {
            findings.block("shard " + shard.path() + ": " + e.getMessage());
        }
    }

    /** What is asked of a server. */
    interface Question {
        void ask(Connection connection, Tablet tablet) throws SQLException;
    }
}
