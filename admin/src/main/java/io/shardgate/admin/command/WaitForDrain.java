package io.shardgate.admin.command;

import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits until nothing of the application runs on a shard's tablets any more. */
@CommandLine.Command(
        name = "WaitForDrain",
        description = "Waits until no statement and no transaction of the application is under way on the tablets of a"
                + " type, as after MigrateServedTypes has moved their queries away.")
final class WaitForDrain implements Command {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Those of the health polls are of the application's account too. */
    private static final String UNDER_WAY =
            "SELECT (SELECT COUNT(*) FROM information_schema.processlist WHERE user = %1$s"
                    + " AND command <> 'Sleep' AND COALESCE(info, '') NOT LIKE '%%_shardgate.heartbeat%%' AND COALESCE(info, '')"
                    + " NOT LIKE 'SELECT @@global.read_only%%' AND COALESCE(info, '') NOT LIKE 'SHOW %% STATUS') + (SELECT COUNT(*)"
                    + " FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id ="
                    + " t.trx_mysql_thread_id WHERE p.user = %1$s AND p.command = 'Sleep')";

    @Option(names = "-cells", paramLabel = "<cell>", split = ",", description = "Only in these cells; default: in all.")
    private List<String> cells = List.of();

    @Option(names = "-timeout", paramLabel = "<duration>", description = "How long to wait; default: 1m.")
    private Duration timeout = Duration.ofMinutes(1);

    @Option(names = "-retry_delay", paramLabel = "<duration>", description = "Between two looks; default: 1s.")
    private Duration retryDelay = Duration.ofSeconds(1);

    @Parameters(index = "0", paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Parameters(index = "1", paramLabel = "<type>", description = "rdonly, replica or master.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletType type;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        ControlPlane.requireShard(topology, path);
        cells.forEach(cell -> ControlPlane.requireCell(topology, cell));
        List<Tablet> tablets = topology.tablets(path.keyspace(), path.shard()).stream()
                .filter(tablet -> (type == TabletType.PRIMARY) == topology.isPrimary(tablet))
                .filter(tablet -> type == TabletType.PRIMARY || tablet.type() == type)
                .filter(tablet ->
                        cells.isEmpty() || cells.contains(tablet.alias().cell()))
                .toList();
        if (tablets.isEmpty()) {
            throw CommandException.failed("shard " + path + " has no " + type + " tablet"
                    + (cells.isEmpty() ? "" : " in " + String.join(", ", cells)) + ", so there is nothing to wait for");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            // Twice in a row, as a client may be between two statements.
            for (int quiet = 0; quiet < 2; ) {
                List<String> busy = busy(control, tablets);
                quiet = busy.isEmpty() ? quiet + 1 : 0;
                if (quiet < 2) {
                    if (System.nanoTime() > deadline) {
                        throw CommandException.failed("not drained within " + timeout.toSeconds() + " s: "
                                + (busy.isEmpty() ? "there was no time to look twice" : String.join(", ", busy)));
                    }
                    Thread.sleep(retryDelay.toMillis());
                }
            }
        } catch (SQLException e) {
            throw CommandException.failed(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", e);
        }
        out.line("the " + type + " tablets of " + path + " are drained");
    }

    private static List<String> busy(ControlPlane control, List<Tablet> tablets) throws SQLException {
        String user = SqlNames.literal(control.pools().access().app().name());
        List<String> busy = new ArrayList<>();
        for (Tablet tablet : tablets) {
            try (Connection connection = control.pools().connection(tablet, ServerAccess.Role.DBA, ANSWER);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(UNDER_WAY.formatted(user))) {
                rows.next();
                if (rows.getLong(1) > 0) {
                    busy.add(rows.getLong(1) + " on " + tablet.alias());
                }
            }
        }
        return busy;
    }
}
