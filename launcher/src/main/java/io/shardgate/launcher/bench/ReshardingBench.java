package io.shardgate.launcher.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.command.CommandOutput;
import io.shardgate.admin.command.ExitCode;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.Accounts;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a split costs: the copy beside {@code mysqldump | mysql} of the same rows between the same servers, the comparison,
 * filtered replication under load, and how long writes stand still when the master moves. Blocks.
 */
public final class ReshardingBench {

    private static final String KEYSPACE = "customer";
    private static final String CREATE = "create table item(id bigint primary key, owner varchar(40) not null, amount"
            + " decimal(10,2), made datetime(6), filler varchar(200))";
    private static final String VSCHEMA =
            "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}}, \"tables\": {\"item\":"
                    + " {\"column_vindexes\": [{\"column\": \"id\", \"name\": \"hash\"}]}}}";
    private static final int INSERTED_AT_ONCE = 2_000;
    private static final int WRITERS = 8;
    private static final long LOOK_MILLIS = 100;
    private static final double CUTOVER_WRITES_PER_SECOND = 200;

    private final Size size;
    private final PrintStream out;

    private final List<LocalServer> shards = new ArrayList<>();

    /**
     * How much is measured.
     *
     * @param rows that are copied
     * @param rounds of copies; the results are medians
     * @param seconds of each load
     * @param cutovers there and back, counted singly
     */
    public record Size(int rows, int rounds, int seconds, int cutovers) {}

    public ReshardingBench(Size size, PrintStream out) {
        this.size = size;
        this.out = out;
    }

    /**
     * Starts everything, measures, prints, and ends everything.
     *
     * @param folder a private one that exists; the caller deletes it
     */
    public void run(Bench.Proxy setup, FlavorChoice.Wish wish, CacheFolder cache, Path folder)
            throws InterruptedException {
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        out.println(choice.reason());
        try (LocalServers servers = LocalServers.open(choice, cache);
                AdminServer admin = AdminServer.start(
                        BenchStage.adminConfig(folder), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            LocalServer spare = prepare(servers, admin);
            out.println(Machine.ofThis(List.of(choice.version().toString())));
            try (ProxyProcess first = proxy(setup, folder.resolve("proxy1"), admin, choice);
                    ProxyProcess second = proxy(setup, folder.resolve("proxy2"), admin, choice)) {
                copies(admin, spare, folder);
                diffs(admin);
                List<String> urls = List.of(url(first), url(second));
                replication(urls);
                cutovers(admin, urls);
            }
        } catch (SQLException | IOException e) {
            throw new BenchException("The benchmark failed: " + e.getMessage(), e);
        }
    }

    private static ProxyProcess proxy(Bench.Proxy setup, Path folder, AdminServer admin, FlavorChoice choice)
            throws IOException, InterruptedException {
        Files.createDirectory(folder);
        return ProxyProcess.start(
                setup, folder, admin.uri(), Accounts.standard().application(), choice.version(), WRITERS);
    }

    private static String url(ProxyProcess proxy) {
        return "jdbc:mysql://127.0.0.1:" + proxy.port() + "/" + KEYSPACE;
    }

    /** The source with its rows, the destinations with the table, and a server that nobody knows, for the dump. */
    private LocalServer prepare(LocalServers servers, AdminServer admin) throws SQLException {
        ServerOptions options = ServerOptions.defaults().withBufferPoolMegabytes(256);
        List<LocalServer> started = servers.startAll(List.of(
                ServerRequest.temporary("zone1-100", options),
                ServerRequest.temporary("zone1-200", options),
                ServerRequest.temporary("zone1-300", options),
                ServerRequest.temporary("zone1-900", options)));
        shards.addAll(started.subList(0, 3));
        List<String> names = List.of("0", "-80", "80-");
        for (int i = 0; i < names.size(); i++) {
            LocalServer server = shards.get(i);
            String alias = "zone1-" + (i + 1) * 100;
            command(
                    admin,
                    "InitTablet",
                    "-parent",
                    "-keyspace",
                    KEYSPACE,
                    "-shard",
                    names.get(i),
                    "-hostname",
                    server.host(),
                    "-mysql_port",
                    Integer.toString(server.port()),
                    alias,
                    "replica");
            command(admin, "InitShardMaster", "-force", KEYSPACE + "/" + names.get(i), alias);
        }
        command(admin, "ApplySchema", "-sql", CREATE, KEYSPACE);
        command(admin, "ApplyVSchema", "-vschema", VSCHEMA, KEYSPACE);
        try (Connection connection =
                        shards.get(0).connect(shards.get(0).accounts().dba());
                Statement statement = connection.createStatement()) {
            for (int from = 0; from < size.rows(); from += INSERTED_AT_ONCE) {
                var insert = new StringBuilder("insert into " + KEYSPACE + ".item values ");
                for (int id = from; id < Math.min(size.rows(), from + INSERTED_AT_ONCE); id++) {
                    insert.append(id == from ? "(" : ", (")
                            .append(id)
                            .append(", 'owner")
                            .append(id % 1000)
                            .append("', ")
                            .append(id % 100)
                            .append(".25, '2020-01-01', repeat('x', 100))");
                }
                statement.executeUpdate(insert.toString());
            }
        }
        for (String target : List.of("-80", "80-")) {
            command(admin, "CopySchemaShard", KEYSPACE + "/0", KEYSPACE + "/" + target);
        }
        return started.get(3);
    }

    private void copies(AdminServer admin, LocalServer spare, Path folder) throws SQLException, InterruptedException {
        Optional<DumpAndLoad> dump = DumpAndLoad.find();
        double[] copies = new double[size.rounds()];
        double[] dumps = new double[size.rounds()];
        for (int round = 0; round < size.rounds(); round++) {
            if (dump.isPresent()) {
                execute(spare, "drop database if exists " + KEYSPACE, "create database " + KEYSPACE);
                dumps[round] = dump.get().run(shards.get(0), spare, KEYSPACE, folder);
            }
            if (round > 0) {
                command(admin, "CancelResharding", KEYSPACE + "/-80");
                command(admin, "CancelResharding", KEYSPACE + "/80-");
                for (LocalServer target : shards.subList(1, 3)) {
                    execute(target, "truncate table " + KEYSPACE + ".item");
                }
            }
            long begin = System.nanoTime();
            command(admin, "SplitClone", "-min_healthy_rdonly_tablets=0", KEYSPACE + "/0");
            copies[round] = (System.nanoTime() - begin) / 1e9;
        }
        double copy = median(copies);
        out.printf(Locale.ROOT, "%n| copy of %,d rows | seconds | rows/s |%n|---|---:|---:|%n", size.rows());
        out.printf(Locale.ROOT, "| SplitClone, two destinations | %.2f | %,.0f |%n", copy, size.rows() / copy);
        if (dump.isPresent()) {
            double dumped = median(dumps);
            out.printf(
                    Locale.ROOT,
                    "| %s into %s, one destination | %.2f | %,.0f |%n%nSplitClone is %.2f times as fast.%n",
                    dump.get().dump().getFileName(),
                    dump.get().client().getFileName(),
                    dumped,
                    size.rows() / dumped,
                    dumped / copy);
        } else {
            out.println("\nNo mysqldump to compare with (apt-get install default-mysql-client).");
        }
    }

    private void diffs(AdminServer admin) {
        out.println();
        for (String target : List.of("-80", "80-")) {
            out.println("SplitDiff " + target + ": "
                    + String.join(
                            "; ",
                            command(admin, "SplitDiff", "-min_healthy_rdonly_tablets=0", KEYSPACE + "/" + target)));
        }
    }

    private void replication(List<String> urls) throws SQLException, InterruptedException {
        double peak;
        try (WriteLoad load = WriteLoad.start(urls, WRITERS, 0)) {
            Thread.sleep(2_000);
            long before = load.written();
            Thread.sleep(size.seconds() * 1_000L);
            peak = (load.written() - before) / (double) size.seconds();
        }
        out.printf(Locale.ROOT, "%n%d clients write %,.0f rows/s with both streams running.%n", WRITERS, peak);
        double[] lags;
        try (Lag lag = new Lag(shards)) {
            while (lag.millis() > 0) {
                Thread.sleep(LOOK_MILLIS);
            }
            lags = sample(urls, peak / 2, lag);
        }
        out.printf(
                Locale.ROOT,
                "Filtered replication at half of that: the youngest row of the destinations is %.1f ms older than the"
                        + " source's in the median, %.1f ms at most (%d samples).%n",
                median(lags),
                Arrays.stream(lags).max().orElse(0),
                lags.length);
    }

    private double[] sample(List<String> urls, double rate, Lag lag) throws SQLException, InterruptedException {
        List<Double> lags = new ArrayList<>();
        try (WriteLoad load = WriteLoad.start(urls, WRITERS, rate)) {
            Thread.sleep(2_000);
            long end = System.nanoTime() + size.seconds() * 1_000_000_000L;
            while (System.nanoTime() < end) {
                lags.add(lag.millis());
                Thread.sleep(LOOK_MILLIS);
            }
            reportErrors(load);
        }
        return lags.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Asks the shards for their youngest rows, over connections that stay open. */
    private static final class Lag implements AutoCloseable {

        private final List<Connection> connections = new ArrayList<>();

        Lag(List<LocalServer> shards) throws SQLException {
            for (LocalServer shard : shards) {
                connections.add(shard.connect(shard.accounts().dba()));
            }
        }

        /** By how much the source's youngest row is younger than the destinations', which are asked before it. */
        double millis() throws SQLException {
            double destinations = Math.max(youngest(connections.get(1)), youngest(connections.get(2)));
            return Math.max(0, youngest(connections.get(0)) - destinations);
        }

        /** When the youngest row was written, in milliseconds; ids rise with time. */
        private static double youngest(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select unix_timestamp(made) * 1000 from " + KEYSPACE + ".item order by id desc limit 1")) {
                rows.next();
                return rows.getDouble(1);
            }
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private void cutovers(AdminServer admin, List<String> urls) throws InterruptedException {
        double[] stalls = new double[size.cutovers()];
        out.printf(
                Locale.ROOT,
                "%nCutovers of the master with two proxies and %.0f writes a second:%n",
                CUTOVER_WRITES_PER_SECOND);
        try (WriteLoad load = WriteLoad.start(urls, WRITERS, CUTOVER_WRITES_PER_SECOND)) {
            for (int i = 0; i < size.cutovers(); i++) {
                Thread.sleep(2_000);
                String ordinary = load.takeLongestMillis() + " ms";
                List<String> said = command(
                        admin,
                        "MigrateServedTypes",
                        "-reverse_replication",
                        KEYSPACE + (i % 2 == 0 ? "/0" : "/-80"),
                        "master");
                Thread.sleep(500);
                stalls[i] = load.takeLongestMillis();
                out.printf(
                        Locale.ROOT,
                        "  longest write %.0f ms (before: %s); %s%n",
                        stalls[i],
                        ordinary,
                        said.get(said.size() - 1));
            }
            out.printf(
                    Locale.ROOT,
                    "Longest write: %.0f ms in the median of %d cutovers, %.0f ms at most; %,d rows written.%n",
                    median(stalls),
                    size.cutovers(),
                    Arrays.stream(stalls).max().orElse(0),
                    load.written());
            reportErrors(load);
        }
    }

    private void reportErrors(WriteLoad load) {
        List<String> errors = load.errors();
        out.println(errors.isEmpty() ? "No statement failed." : errors.size() + " statements failed: " + errors.get(0));
    }

    private static double median(double[] values) {
        return Summary.median(Arrays.stream(values).sorted().toArray());
    }

    private static void execute(LocalServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs a command that must succeed, and gives the lines of its output. */
    private static List<String> command(AdminServer admin, String... arguments) {
        List<String> lines = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        ExitCode exit = admin.commands().run(List.of(arguments), Map.of(), new CommandOutput() {
            @Override
            public void line(String text) {
                text.lines().forEach(lines::add);
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        });
        if (exit != ExitCode.OK) {
            throw new BenchException(String.join(" ", arguments) + " failed: " + String.join("; ", notes));
        }
        return lines;
    }
}
