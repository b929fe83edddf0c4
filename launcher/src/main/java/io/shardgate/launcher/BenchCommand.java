package io.shardgate.launcher;

import io.shardgate.launcher.bench.Bench;
import io.shardgate.launcher.bench.Load;
import io.shardgate.launcher.bench.Mode;
import io.shardgate.launcher.bench.ReshardingBench;
import io.shardgate.launcher.bench.SequenceBench;
import io.shardgate.launcher.bench.Way;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures on this machine what the proxy costs, beside HAProxy and beside no proxy at all. */
@Command(
        name = "bench",
        description = {
            "Measures point selects by sysbench on this machine: straight to a MySQL server, through HAProxy, and"
                    + " through the proxy to unsharded and sharded keyspaces.",
            "Starts its own database servers, proxy and HAProxy, and ends them. Needs sysbench, and HAProxy to compare"
                    + " with (apt-get install sysbench haproxy). A run with the defaults takes about five minutes;"
                    + " leave the machine alone meanwhile."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Option(
            names = "--flavor",
            paramLabel = "mysql|mariadb|auto",
            defaultValue = "auto",
            description = "Which database servers; auto takes MySQL where it can run, else MariaDB.")
    private String flavor = "auto";

    @Option(
            names = "--threads",
            paramLabel = "<n>",
            description = "Connections that ask at the same time. Default: ${DEFAULT-VALUE}.")
    private int threads = 16;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "The length of one measured run. Default: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            description = "How often each way and mode is measured, in turn; the results are medians."
                    + " Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "<seconds>",
            description = "The length of the unmeasured run that goes ahead for each way and mode."
                    + " Default: ${DEFAULT-VALUE}.")
    private int warmUp = 5;

    @Option(names = "--tables", paramLabel = "<n>", description = "How many tables. Default: ${DEFAULT-VALUE}.")
    private int tables = 4;

    @Option(names = "--table-size", paramLabel = "<rows>", description = "Rows of each. Default: ${DEFAULT-VALUE}.")
    private int tableSize = 25_000;

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "<mode>",
            description = "text, prepared, or both with a comma between. Default: text,prepared.")
    private List<String> modes = List.of("text", "prepared");

    @Option(
            names = "--ways",
            split = ",",
            paramLabel = "<way>",
            description = "What is measured, with commas between: direct, haproxy, unsharded, one-shard, two-shards."
                    + " Default: all.")
    private List<String> ways = List.of("direct", "haproxy", "unsharded", "one-shard", "two-shards");

    @Option(
            names = "--sequences",
            description = "Measure the ids a second that sequences give, by cache size, instead of queries. Needs no"
                    + " sysbench; of the other options --flavor, --threads and --seconds apply.")
    private boolean sequences;

    @Option(
            names = "--resharding",
            description = "Measure a split instead of queries: the copy beside mysqldump into mysql, the comparison,"
                    + " filtered replication under load, and the pause when the master moves. Needs mysqldump to"
                    + " compare with (apt-get install default-mysql-client); of the other options --flavor, --seconds,"
                    + " --rounds, --rows and --cutovers apply.")
    private boolean resharding;

    @Option(
            names = "--rows",
            paramLabel = "<n>",
            description = "With --resharding, how many rows are copied. Default: ${DEFAULT-VALUE}.")
    private int rows = 500_000;

    @Option(
            names = "--cutovers",
            paramLabel = "<n>",
            description = "With --resharding, how often the master moves. Default: ${DEFAULT-VALUE}.")
    private int cutovers = 12;

    @Option(
            names = "--json",
            paramLabel = "<file>",
            description = "Write the results there too, with every single run.")
    private @Nullable Path json;

    @Option(
            names = "--proxy-java-option",
            paramLabel = "<option>",
            description = "One more option of the proxy's JVM, as for a profile; may be given several times.")
    private List<String> proxyJavaOptions = List.of();

    @Override
    public Integer call() throws Exception {
        logToFile();
        FlavorChoice.Wish wish = FlavorChoice.Wish.parse(flavor);
        Load load =
                new Load(threads, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), rounds, tables, tableSize);
        Bench.Proxy proxy = new Bench.Proxy(Main.class.getName(), proxyJavaOptions);
        Bench bench = new Bench(
                load,
                parse(ways, Way::parse, EnumSet.noneOf(Way.class)),
                parse(modes, Mode::parse, EnumSet.noneOf(Mode.class)),
                proxy,
                System.out);
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        interruptWhen(stopped, Thread.currentThread());
        Path folder = Files.createTempDirectory("shardgate-bench");
        try {
            if (sequences) {
                new SequenceBench(threads, Duration.ofSeconds(seconds), System.out)
                        .run(wish, CacheFolder.ofUser(), folder);
            } else if (resharding) {
                new ReshardingBench(new ReshardingBench.Size(rows, rounds, seconds, cutovers), System.out)
                        .run(proxy, wish, CacheFolder.ofUser(), folder);
            } else {
                bench.run(wish, CacheFolder.ofUser(), folder, Optional.ofNullable(json));
            }
        } catch (InterruptedException e) {
            System.out.println("Stopped");
        } finally {
            Folders.delete(folder);
            Shutdown.done();
        }
        return 0;
    }

    /** As the demo does: the terminal is for the results. To be called before the first line is logged. */
    private static void logToFile() {
        Path log = DemoCommand.home().resolve("target").resolve("bench.log").toAbsolutePath();
        System.setProperty("shardgate.log.file", log.toString());
        System.setProperty("logback.configurationFile", "io/shardgate/launcher/logback-demo.xml");
    }

    private static <T> Set<T> parse(List<String> words, Function<String, T> reader, Set<T> into) {
        words.forEach(word -> into.add(reader.apply(word.strip())));
        return into;
    }

    private static void interruptWhen(CountDownLatch stopped, Thread bench) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        stopped.await();
                        bench.interrupt();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "bench-stop");
        watcher.setDaemon(true);
        watcher.start();
    }
}
