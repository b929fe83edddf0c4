package io.shardgate.admin.command;

import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What comparisons have proved of destinations. It is kept on their own servers, and goes when they are copied anew. */
final class Proofs {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private Proofs() {}

    /** Notes that a comparison has just found the destination to be as all its sources say. */
    static void note(ControlPlane control, Shard target) {
        Instant now = control.settings().clock().instant();
        try (Connection connection = connect(control, target)) {
            for (SourceShard source : target.sources()) {
                StreamRecord.writeProof(connection, target.path(), path(source), now);
            }
        } catch (SQLException e) {
            throw CommandException.failed(
                    "all tables check out, but that could not be noted on the destination: " + e.getMessage(), e);
        }
    }

    /**
     * Says how fresh the last proof of each destination is, and warns of those without one.
     *
     * @param required whether one without a proof is refused
     */
    static void tell(ControlPlane control, List<Shard> targets, boolean required, CommandOutput out) {
        List<String> unproved = new ArrayList<>();
        Instant now = control.settings().clock().instant();
        for (Shard target : targets) {
            Optional<Instant> oldest = oldest(control, target);
            if (oldest.isPresent()) {
                long seconds = Math.max(0, Duration.between(oldest.get(), now).toSeconds());
                out.line(target.path() + " was last found to be as its sources say " + ago(seconds));
            } else {
                unproved.add(target.path());
            }
        }
        if (unproved.isEmpty()) {
            return;
        }
        String missing = "no SplitDiff has compared " + String.join(", ", unproved) + " since the rows were copied";
        if (required) {
            throw CommandException.failed(
                    missing + "; run SplitDiff for each, or leave -require_proof out\nNothing was migrated.");
        }
        out.note("warning: " + missing);
    }

    /** Of a destination with several sources; empty if there is none for one of them. */
    private static Optional<Instant> oldest(ControlPlane control, Shard target) {
        Optional<Instant> oldest = Optional.empty();
        try (Connection connection = connect(control, target)) {
            for (SourceShard source : target.sources()) {
                Optional<Instant> proof = StreamRecord.findProof(connection, target.path(), path(source));
                if (proof.isEmpty()) {
                    return proof;
                }
                oldest = oldest.filter(known -> known.isBefore(proof.get())).or(() -> proof);
            }
            return oldest;
        } catch (SQLException e) {
            throw CommandException.failed(e.getMessage() + "\nNothing was migrated.", e);
        }
    }

    private static Connection connect(ControlPlane control, Shard target) throws SQLException {
        return control.pools()
                .connection(ControlPlane.requirePrimary(control.topology(), target), ServerAccess.Role.DBA, ANSWER);
    }

    private static String path(SourceShard source) {
        return source.keyspace() + "/" + source.shard();
    }

    private static String ago(long seconds) {
        return seconds < 120
                ? seconds + " s ago"
                : seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
    }
}
