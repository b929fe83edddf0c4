package io.shardgate.launcher.bench;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Point selects straight to a server, through HAProxy and through the proxy, on one machine. The ways are measured in turn,
 * in several rounds, so that what else the machine does hits all of them; the results are medians. Blocks; a thread that
 * is interrupted stops it after the run that is under way.
 */
public final class Bench {

    /**
     * How the proxy is started.
     *
     * @param launcher the class that {@code bin/shardgate} starts
     * @param javaOptions more options of its JVM
     */
    public record Proxy(String launcher, List<String> javaOptions) {

        public Proxy {
            javaOptions = List.copyOf(javaOptions);
        }
    }

    private static final String NO_HAPROXY = "HAProxy was not found, and is left out."
            + " To compare with it install it (Debian and Ubuntu: apt-get install haproxy)";

    private final Load load;
    private final Set<Way> ways;
    private final Set<Mode> modes;
    private final Proxy proxy;
    private final PrintStream out;

    public Bench(Load load, Set<Way> ways, Set<Mode> modes, Proxy proxy, PrintStream out) {
        this.load = load;
        this.ways = ways;
        this.modes = modes;
        this.proxy = proxy;
        this.out = out;
    }

    /**
     * Starts everything, measures, prints the table, and ends everything.
     *
     * @param folder a private one that exists, for configurations and logs; the caller deletes it
     * @param json where the results are written as well
     * @throws BenchException if a program is missing or fails, or a query does
     */
    public void run(FlavorChoice.Wish wish, CacheFolder cache, Path folder, Optional<Path> json)
            throws InterruptedException, IOException {
        Sysbench sysbench = new Sysbench(Sysbench.findProgram(), load);
        Optional<Path> haProxy = ways.contains(Way.HAPROXY) ? HaProxy.findProgram() : Optional.empty();
        if (haProxy.isEmpty() && ways.contains(Way.HAPROXY)) {
            out.println(NO_HAPROXY);
        }
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        out.println(choice.reason());
        Machine machine = Machine.ofThis(programs(sysbench, haProxy, choice));
        Instant began = Instant.now();
        try (BenchStage stage = BenchStage.start(choice, cache, proxy, haProxy, folder, load)) {
            List<Sample> samples = measured(stage, sysbench);
            out.println();
            out.print(ResultTable.format(Summary.of(samples)));
            out.println();
            explain(machine);
            if (json.isPresent()) {
                JsonReport.write(json.get(), began, load, machine, samples);
                out.println("Every run is in " + json.get());
            }
        }
    }

    private List<Sample> measured(BenchStage stage, Sysbench sysbench) throws InterruptedException {
        try {
            prepare(stage, sysbench);
            return measure(stage, sysbench);
        } catch (BenchException e) {
            throw new BenchException(e.getMessage() + "\nThe end of the proxy's log:\n" + stage.proxyLog(), e);
        }
    }

    private static List<String> programs(Sysbench sysbench, Optional<Path> haProxy, FlavorChoice choice)
            throws InterruptedException {
        List<String> programs = new ArrayList<>();
        programs.add(choice.version().toString());
        programs.add(sysbench.version());
        if (haProxy.isPresent()) {
            programs.add(Programs.firstLine(haProxy.get(), "-v"));
        }
        return programs;
    }

    /** The tables of the plain server are made once, through the proxy, and serve three ways. */
    private void prepare(BenchStage stage, Sysbench sysbench) throws InterruptedException {
        out.printf("Filling %d tables of %,d rows%n", load.tables(), load.tableSize());
        for (Way way : List.of(Way.UNSHARDED, Way.ONE_SHARD, Way.TWO_SHARDS)) {
            Endpoint endpoint = stage.find(way).orElseThrow();
            sysbench.prepare(endpoint);
            requireRows(endpoint);
        }
    }

    /** A fast answer is worth nothing if rows are missing. */
    private void requireRows(Endpoint endpoint) {
        String url = "jdbc:mysql://127.0.0.1:" + endpoint.port() + "/" + endpoint.database()
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        try (Connection connection = DriverManager.getConnection(url, endpoint.user(), endpoint.password());
                Statement statement = connection.createStatement()) {
            for (int table = 1; table <= load.tables(); table++) {
                try (ResultSet rows = statement.executeQuery("select count(*), max(id) from sbtest" + table)) {
                    if (!rows.next() || rows.getInt(1) != load.tableSize() || rows.getInt(2) != load.tableSize()) {
                        throw new BenchException("Table sbtest" + table + " lacks rows: "
                                + endpoint.way().label());
                    }
                }
            }
        } catch (SQLException e) {
            throw new BenchException("Cannot count the rows, " + endpoint.way().label() + ": " + e.getMessage(), e);
        }
    }

    private List<Sample> measure(BenchStage stage, Sysbench sysbench) throws InterruptedException {
        ProcessorTime processorTime = ProcessorTime.ofThisMachine();
        List<Endpoint> endpoints = stage.endpoints().stream()
                .filter(endpoint -> ways.contains(endpoint.way()))
                .toList();
        if (endpoints.isEmpty()) {
            throw new BenchException("No way is left to measure");
        }
        if (!load.warmUp().isZero()) {
            out.printf(
                    "Warming up, %d s for each of %d ways and modes%n",
                    load.warmUp().toSeconds(), endpoints.size() * modes.size());
            for (Endpoint endpoint : endpoints) {
                for (Mode mode : modes) {
                    sysbench.run(endpoint, mode, load.warmUp(), new Measurement(endpoint, processorTime));
                }
            }
        }
        out.printf(
                "Measuring, %d rounds of %d s for each, about %d s in all%n",
                load.rounds(),
                load.run().toSeconds(),
                load.run()
                        .multipliedBy((long) load.rounds() * endpoints.size() * modes.size())
                        .toSeconds());
        List<Sample> samples = new ArrayList<>();
        for (int round = 1; round <= load.rounds(); round++) {
            for (Mode mode : modes) {
                for (Endpoint endpoint : endpoints) {
                    samples.add(sample(sysbench, endpoint, mode, round, processorTime));
                }
            }
            // Every other round goes backwards, so that no way always follows the same one.
            endpoints = reversed(endpoints);
        }
        return samples;
    }

    private Sample sample(Sysbench sysbench, Endpoint endpoint, Mode mode, int round, ProcessorTime processorTime)
            throws InterruptedException {
        Measurement measurement = new Measurement(endpoint, processorTime);
        SysbenchReport report = sysbench.run(endpoint, mode, load.run(), measurement);
        OptionalDouble micros = measurement.proxyMicrosPerQuery(report.queries());
        Sample sample = new Sample(round, endpoint.way(), mode, report, micros, measurement.othersPercent());
        out.printf(
                Locale.ROOT,
                "  round %d  %-8s  %-30s %,7.0f queries/s%n",
                round,
                mode.id(),
                endpoint.way().label(),
                report.queriesPerSecond());
        return sample;
    }

    private static List<Endpoint> reversed(List<Endpoint> endpoints) {
        List<Endpoint> reversed = new ArrayList<>(endpoints);
        Collections.reverse(reversed);
        return reversed;
    }

    private void explain(Machine machine) {
        out.printf(
                "Medians of %d rounds of %d s, %d threads, oltp_point_select, %d tables of %,d rows, all on one machine:%n",
                load.rounds(), load.run().toSeconds(), load.threads(), load.tables(), load.tableSize());
        out.println(machine);
        out.println("proxy CPU: of the process between sysbench and MySQL, user and system, for each query."
                + " others' CPU: the share of the machine that went to other programs.");
    }

    /** Reads the counters of processor time when the clock of a run starts and when it stops. */
    private static final class Measurement implements Sysbench.Clock {

        private final Endpoint endpoint;
        private final ProcessorTime processorTime;

        private Counters before = Counters.NONE;
        private Counters after = Counters.NONE;

        private record Counters(long proxy, long ours, long machine, long nanos) {
            private static final Counters NONE = new Counters(0, 0, 0, 0);
        }

        private Measurement(Endpoint endpoint, ProcessorTime processorTime) {
            this.endpoint = endpoint;
            this.processorTime = processorTime;
        }

        @Override
        public void started() {
            before = counters();
        }

        @Override
        public void ended() {
            after = counters();
        }

        private Counters counters() {
            long proxy = endpoint.proxyPid().isPresent()
                    ? processorTime.ofProcess(endpoint.proxyPid().getAsLong())
                    : 0;
            return new Counters(proxy, processorTime.ofOurs(), processorTime.ofMachine(), System.nanoTime());
        }

        private OptionalDouble proxyMicrosPerQuery(long queries) {
            if (endpoint.proxyPid().isEmpty()) {
                return OptionalDouble.empty();
            }
            double seconds = (double) (after.proxy() - before.proxy()) / processorTime.ticksPerSecond();
            return OptionalDouble.of(seconds * 1e6 / queries);
        }

        private double othersPercent() {
            double seconds = (double) (after.machine() - before.machine() - after.ours() + before.ours())
                    / processorTime.ticksPerSecond();
            double elapsed = Duration.ofNanos(after.nanos() - before.nanos()).toNanos() / 1e9;
            double available = elapsed * Runtime.getRuntime().availableProcessors();
            // The counters are read one after the other, so that the difference may lie a little below nothing.
            return Math.max(0, 100 * seconds / available);
        }
    }
}
