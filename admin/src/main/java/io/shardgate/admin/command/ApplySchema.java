package io.shardgate.admin.command;

import io.shardgate.admin.schema.SqlScript;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs DDL statements on the master of every shard of a keyspace, those that do not serve included.
 *
 * <p>Statement by statement, each on all shards at once. Where one fails the later ones are not begun, and the outcome on each
 * shard is told: MySQL cannot take DDL back.
 */
@CommandLine.Command(
        name = "ApplySchema",
        description = "Runs DDL statements on the master of every shard of a keyspace and tells the outcome on each.")
final class ApplySchema implements Command {

    private static final Logger log = LoggerFactory.getLogger(ApplySchema.class);
    private static final Set<String> DDL = Set.of("CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE");
    private static final Set<String> DML = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE");
    private static final Set<String> NOT_OURS = Set.of("DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "TABLESPACE");

    @Option(names = "-sql", paramLabel = "<statements>", description = "The statements, divided by semicolons.")
    private @Nullable String sql;

    @Option(
            names = {"-sql-file"},
            paramLabel = "<file>",
            description = "A file that holds them.")
    private @Nullable NamedText sqlFile;

    @Option(
            names = "-timeout",
            paramLabel = "<duration>",
            description = "For one statement on one shard; default: 10m.")
    private Duration timeout = Duration.ofMinutes(10);

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        NamedText source = source();
        ServingTopology topology = control.topology();
        ControlPlane.requireKeyspace(topology, keyspace);
        Collection<Shard> shards = topology.shards(keyspace);
        List<SqlScript.Statement> statements = read(source, shards.size());
        Map<String, Tablet> masters = masters(topology, shards);
        control.withKeyspaceLocked(keyspace, "ApplySchema", lock -> {
            Optional<String> failure = Optional.empty();
            try (Shards open = Shards.connect(control, masters, timeout)) {
                for (int i = 0; i < statements.size() && failure.isEmpty(); i++) {
                    List<String> failed = open.run(statements.get(i), out);
                    failure = failed.isEmpty()
                            ? Optional.empty()
                            : Optional.of(explain(source, statements.get(i), statements.size() - i - 1, failed));
                }
            }
            failure.ifPresent(out::note);
            // Also after a failure: on some shards the tables are others now.
            control.schemaChanged(keyspace, out);
            if (failure.isPresent()) {
                throw CommandException.failed("ApplySchema did not succeed on all shards of " + keyspace);
            }
        });
    }

    private NamedText source() {
        if ((sql == null) == (sqlFile == null)) {
            throw CommandException.usage(
                    "give the statements by one of -sql and -sql-file" + (sql == null ? "" : ", not by both"));
        }
        return sqlFile != null ? sqlFile : new NamedText("-sql", String.valueOf(sql));
    }

    private List<SqlScript.Statement> read(NamedText source, int shardCount) {
        List<SqlScript.Statement> statements;
        try {
            statements = SqlScript.split(source.text());
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(source.name() + ": " + e.getMessage(), e);
        }
        if (statements.isEmpty()) {
            throw CommandException.failed(source.name() + " holds no statement");
        }
        for (SqlScript.Statement statement : statements) {
            findProblem(statement, shardCount).ifPresent(problem -> {
                throw CommandException.failed(
                        source.name() + ":" + statement.line() + ": " + problem + "\nNo statement was run.");
            });
        }
        return statements;
    }

    private Optional<String> findProblem(SqlScript.Statement statement, int shardCount) {
        String first = statement.firstWord();
        if (DDL.contains(first)) {
            return NOT_OURS.contains(statement.secondWord())
                    ? Optional.of(first + " " + statement.secondWord()
                            + " is not a change of tables; run it with ExecuteFetchAsDba on each server")
                    : Optional.empty();
        }
        if (!DML.contains(first)) {
            return Optional.of("ApplySchema runs CREATE, ALTER, DROP, RENAME and TRUNCATE; run " + first
                    + " with ExecuteFetchAsDba");
        }
        // The one row of a sequence comes with its table.
        return shardCount == 1
                ? Optional.empty()
                : Optional.of(first + " would change each of the " + shardCount + " shards of " + keyspace
                        + "; send it through the proxy");
    }

    private static Map<String, Tablet> masters(ServingTopology topology, Collection<Shard> shards) {
        if (shards.isEmpty()) {
            throw CommandException.failed("the keyspace has no shards; create one with CreateShard");
        }
        Map<String, Tablet> masters = new LinkedHashMap<>();
        shards.forEach(shard -> masters.put(shard.path(), ControlPlane.requirePrimary(topology, shard)));
        return masters;
    }

    private static String explain(NamedText source, SqlScript.Statement failedAt, int left, List<String> failed) {
        return source.name() + ":" + failedAt.line() + ": the statement failed on " + String.join(", ", failed)
                + (left > 0 ? "; the " + left + " after it were not run" : "")
                + ". Mend the cause there, then run on those shards what they lack with ExecuteFetchAsDba.";
    }

    /** A connection to each shard's master, all opened before the first statement. */
    private static final class Shards implements AutoCloseable {

        private final Map<String, Tablet> masters;
        private final Map<String, Connection> connections = new LinkedHashMap<>();
        private final ExecutorService workers;

        private Shards(Map<String, Tablet> masters) {
            this.masters = masters;
            this.workers = Executors.newFixedThreadPool(masters.size(), work -> {
                Thread thread = new Thread(work, "apply-schema");
                thread.setDaemon(true);
                return thread;
            });
        }

        static Shards connect(ControlPlane control, Map<String, Tablet> masters, Duration timeout) {
            Shards shards = new Shards(masters);
            String shard = "";
            try {
                for (Map.Entry<String, Tablet> entry : masters.entrySet()) {
                    shard = entry.getKey();
                    Tablet master = entry.getValue();
                    Connection connection = control.pools().dedicated(master, ServerAccess.Role.DBA, timeout);
                    shards.connections.put(shard, connection);
                    connection.setCatalog(master.database());
                }
                return shards;
            } catch (SQLException e) {
                shards.close();
                throw CommandException.failed(shard + ": " + e.getMessage() + "\nNo statement was run.", e);
            }
        }

        /** Runs the statement on all; gives the shards on which it failed. */
        List<String> run(SqlScript.Statement statement, CommandOutput out) {
            Map<String, Future<Double>> runs = new LinkedHashMap<>();
            connections.forEach((shard, connection) -> runs.put(shard, workers.submit(task(connection, statement))));
            List<String> failed = new ArrayList<>();
            runs.forEach((shard, run) -> {
                try {
                    out.line(shard + ": " + summary(statement) + ": OK (" + seconds(run.get()) + ")");
                } catch (ExecutionException e) {
                    failed.add(shard);
                    out.line(shard + ": " + summary(statement) + ": FAILED: " + why(e, shard));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failed.add(shard);
                    out.line(shard + ": " + summary(statement) + ": not known, the command was interrupted");
                }
            });
            return failed;
        }

        private static Callable<Double> task(Connection connection, SqlScript.Statement statement) {
            return () -> {
                long start = System.nanoTime();
                try (Statement run = connection.createStatement()) {
                    run.execute(statement.sql());
                }
                return (System.nanoTime() - start) / 1e9;
            };
        }

        private String why(ExecutionException e, String shard) {
            Tablet master = masters.get(shard);
            return e.getCause() instanceof SQLException cause && master != null
                    ? ExecuteFetchAsDba.describe(cause, master)
                    : String.valueOf(e.getCause());
        }

        private static String seconds(double seconds) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }

        /** The statement's beginning, on one line. */
        private static String summary(SqlScript.Statement statement) {
            int most = 60;
            String line = statement.sql().replaceAll("\\s+", " ");
            return line.length() <= most ? line : line.substring(0, most) + "...";
        }

        @Override
        public void close() {
            workers.shutdownNow();
            connections.values().forEach(Shards::closeQuietly);
        }

        private static void closeQuietly(Connection connection) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("a connection could not be closed in good order", e);
            }
        }
    }
}
