package io.shardgate.launcher.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.sequences.IdListener;
import io.shardgate.sequences.SequenceName;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Ids a second that one proxy's sequences give, by the size of a block: what the row on the primary costs, and when it no
 * longer matters. Blocks.
 */
public final class SequenceBench {

    private static final List<Integer> CACHES = List.of(1, 10, 100, 1000, 10_000);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int threads;
    private final Duration run;
    private final PrintStream out;

    /** @param threads that ask at the same time, each for one id, again as soon as it has it */
    public SequenceBench(int threads, Duration run, PrintStream out) {
        this.threads = threads;
        this.run = run;
        this.out = out;
    }

    /**
     * Starts a server, measures, prints the table, and ends everything.
     *
     * @param folder a private one that exists; the caller deletes it
     */
    public void run(FlavorChoice.Wish wish, CacheFolder cache, Path folder) throws InterruptedException {
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        out.println(choice.reason());
        try (LocalServers servers = LocalServers.open(choice, cache)) {
            BenchTopology topology = BenchTopology.start(servers, threads);
            try (AdminServer admin = AdminServer.start(
                    BenchStage.adminConfig(folder), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
                topology.create(admin, 1);
                measure(
                        topology.plain(),
                        admin,
                        BenchStage.adminConfig(folder).servers().access());
            }
        }
    }

    private void measure(LocalServer server, AdminServer admin, ServerAccess access) throws InterruptedException {
        try (SnapshotLoader snapshots = SnapshotLoader.start(
                        admin.store(), VindexRegistry.load(ParameterFiles.none()), Clock.systemUTC());
                JdbcPools pools = new JdbcPools(access, JdbcPools.Settings.DEFAULT);
                Sequences sequences = new Sequences(snapshots, admin.store(), pools, BenchTopology.CELL)) {
            if (!snapshots.awaitFirst(PATIENCE)) {
                throw new BenchException("The topology could not be read");
            }
            out.printf("%n| cache | ids/s | blocks/s |%n|------:|------:|---------:|%n");
            for (int cache : CACHES) {
                SequenceName name = create(server, cache);
                draw(sequences, name, WARM_UP);
                long before = nextId(server, name);
                double idsPerSecond = draw(sequences, name, run);
                double blocks = (nextId(server, name) - before) / (double) cache;
                out.printf(
                        Locale.ROOT, "| %,d | %,.0f | %,.0f |%n", cache, idsPerSecond, blocks / (run.toNanos() / 1e9));
            }
            out.printf(
                    "%n%d threads for %d s each, in one process, on one machine with the server (%s).%n",
                    threads, run.toSeconds(), server.version());
        }
    }

    private double draw(Sequences sequences, SequenceName name, Duration time) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        LongAdder drawn = new LongAdder();
        List<Throwable> failures = new ArrayList<>();
        List<Thread> drawing = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    next(sequences, name);
                    drawn.increment();
                }
            });
            thread.setUncaughtExceptionHandler((where, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            });
            drawing.add(thread);
            thread.start();
        }
        for (Thread thread : drawing) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new BenchException("No ids: " + failures.get(0).getMessage(), failures.get(0));
        }
        return drawn.sum() / ((System.nanoTime() - begin) / 1e9);
    }

    private static void next(Sequences sequences, SequenceName name) {
        CompletableFuture<Long> id = new CompletableFuture<>();
        sequences.next(name, 1, new IdListener() {
            @Override
            public void ids(long first) {
                id.complete(first);
            }

            @Override
            public void unavailable(SqlErrorException cause) {
                id.completeExceptionally(cause);
            }
        });
        try {
            id.get();
        } catch (ExecutionException e) {
            throw new BenchException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted", e);
        }
    }

    private static SequenceName create(LocalServer server, int cache) {
        String table = "seq" + cache;
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.execute("create table " + BenchTopology.UNSHARDED + "." + table
                    + "(id int, next_id bigint, cache bigint, primary key(id)) comment 'vitess_sequence'");
            statement.execute("insert into " + BenchTopology.UNSHARDED + "." + table + " values (0, 1, " + cache + ")");
            return new SequenceName(BenchTopology.UNSHARDED, table);
        } catch (SQLException e) {
            throw new BenchException("Cannot create a sequence: " + e.getMessage(), e);
        }
    }

    private static long nextId(LocalServer server, SequenceName name) {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select next_id from " + name.keyspace() + "." + name.table() + " where id = 0")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new BenchException("Cannot read a sequence: " + e.getMessage(), e);
        }
    }
}
