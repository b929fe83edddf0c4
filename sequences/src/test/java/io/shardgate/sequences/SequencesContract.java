package io.shardgate.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.local.FlavorChoice;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What sequences promise, on a real server of one flavour. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class SequencesContract {

    private final FlavorChoice.Wish flavor;
    private SequenceServer server;

    SequencesContract(FlavorChoice.Wish flavor) {
        this.flavor = flavor;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws SQLException, InterruptedException {
        server = SequenceServer.start(flavor, folder);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void idsAreConsecutiveFromNextIdOn() throws SQLException {
        SequenceName sequence = server.create("counting", 3);
        try (Sequences proxy = server.sequences()) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(Ids.next(proxy, sequence, 1));
            }
            assertThat(ids).containsExactlyElementsOf(range(1, 21));
        }
    }

    @Test
    void idsOfOneRequestAreConsecutiveAndComeFromOneBlock() throws SQLException {
        SequenceName sequence = server.create("large_requests", 10);
        try (Sequences proxy = server.sequences();
                Sequences other = server.sequences()) {
            Set<Long> given = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                addAll(given, Ids.next(i % 2 == 0 ? proxy : other, sequence, 7 + i), 7 + i);
            }
            assertThat(given)
                    .hasSize(LongStream.range(7, 37).mapToInt(Math::toIntExact).sum());
            assertThat((server.nextId(sequence) - 1) % 10)
                    .as("blocks are whole caches")
                    .isZero();
        }
    }

    @Test
    void proxiesAndThreadsNeverShareAnIdAndEachSeesThemRise() throws Exception {
        SequenceName sequence = server.create("shared_by_many", 25);
        Set<Long> given = ConcurrentHashMap.newKeySet();
        AtomicInteger total = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Sequences> proxies = List.of(server.sequences(), server.sequences(), server.sequences());
        for (Sequences proxy : proxies) {
            for (int t = 0; t < 4; t++) {
                int size = t + 1;
                Thread thread = new Thread(() -> {
                    long last = 0;
                    for (int i = 0; i < 300; i++) {
                        long first = Ids.next(proxy, sequence, size);
                        assertThat(first).isGreaterThan(last);
                        last = first + size - 1;
                        addAll(given, first, size);
                        total.addAndGet(size);
                    }
                });
                thread.setUncaughtExceptionHandler((where, why) -> failures.add(why));
                threads.add(thread);
                thread.start();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        proxies.forEach(Sequences::close);
        assertThat(failures).isEmpty();
        assertThat(given).hasSize(total.get());
        assertThat(server.nextId(sequence)).isGreaterThan(Collections.max(given));
    }

    @Test
    void theNextBlockIsFetchedBeforeTheCurrentOneEnds() throws Exception {
        SequenceName sequence = server.create("prefetched", 100);
        try (Sequences proxy = server.sequences()) {
            Ids.next(proxy, sequence, 1);
            try (Connection locker =
                            server.server().connect(server.server().accounts().dba());
                    Statement statement = locker.createStatement()) {
                locker.setAutoCommit(false);
                statement.execute("select * from commerce.prefetched where id = 0 for update");
                // Half of the block is left when the fetch starts; it waits for the lock, and the ids go on.
                for (long id = 2; id <= 100; id++) {
                    assertThat(Ids.ask(proxy, sequence, 1).getNow(-1L)).isEqualTo(id);
                }
                CompletableFuture<Long> beyond = Ids.ask(proxy, sequence, 1);
                assertThat(beyond).isNotDone();
                locker.rollback();
                assertThat(beyond.get(10, TimeUnit.SECONDS)).isEqualTo(101);
            }
        }
    }

    @Test
    void whoAskedFirstIsAnsweredFirst() throws Exception {
        SequenceName sequence = server.create("fair", 4);
        try (Sequences proxy = server.sequences()) {
            List<CompletableFuture<Long>> answers = new ArrayList<>();
            for (int size : List.of(9, 1, 3, 20, 1)) {
                answers.add(Ids.ask(proxy, sequence, size));
            }
            List<Long> firsts = new ArrayList<>();
            for (CompletableFuture<Long> answer : answers) {
                firsts.add(answer.get(10, TimeUnit.SECONDS));
            }
            assertThat(firsts).isSorted();
        }
    }

    @Test
    void aKilledServerFailsRequestsAndIdsGoOnAfterItsReturnWithoutARepeat() throws Exception {
        SequenceName sequence = server.create("killed_server", 5);
        Set<Long> given = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger repeated = new AtomicInteger();
        try (Sequences proxy = server.sequences();
                Sequences other = server.sequences()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
            List<Thread> threads = new ArrayList<>();
            for (Sequences each : List.of(proxy, other)) {
                Thread thread = new Thread(() -> {
                    while (System.nanoTime() < end) {
                        try {
                            if (!given.add(Ids.next(each, sequence, 1))) {
                                repeated.incrementAndGet();
                            }
                        } catch (SqlErrorException e) {
                            failed.incrementAndGet();
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (int round = 0; round < 2; round++) {
                Thread.sleep(1000);
                server.server().kill();
                Thread.sleep(300);
                server.server().start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            int before = given.size();
            assertThat(given.add(Ids.next(proxy, sequence, 1))).isTrue();
            assertThat(before).isGreaterThan(100);
            assertThat(failed).hasPositiveValue();
            assertThat(repeated).hasValue(0);
        }
    }

    @Test
    void idsOfAKilledProxyAreLostAndNeverGivenAgain() throws Exception {
        SequenceName sequence = server.create("killed_proxy", 50);
        Set<Long> given = new HashSet<>();
        try (Sequences survivor = server.sequences()) {
            for (int round = 0; round < 3; round++) {
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DrawingProcess.class.getName(),
                                Integer.toString(server.server().port()),
                                server.server().accounts().application().name(),
                                server.server().accounts().application().password(),
                                sequence.table())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                try (BufferedReader drawn =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                    int killAfter = 20 + round * 45;
                    int read = 0;
                    for (String line = drawn.readLine(); line != null; line = drawn.readLine()) {
                        if (!line.startsWith(DrawingProcess.PREFIX)) {
                            continue;
                        }
                        long id = Long.parseLong(line.substring(DrawingProcess.PREFIX.length()));
                        assertThat(given.add(id)).as(line).isTrue();
                        assertThat(given.add(Ids.next(survivor, sequence, 1))).isTrue();
                        read++;
                        if (read == killAfter) {
                            // Not by the Process, which would close the pipe with ids that were given already.
                            process.toHandle().destroyForcibly();
                        }
                    }
                    assertThat(read).isGreaterThanOrEqualTo(killAfter);
                }
                assertThat(process.waitFor()).isEqualTo(137);
            }
            assertThat(server.nextId(sequence)).isGreaterThan(Collections.max(given));
        }
    }

    @Test
    void aPrimaryThatLostItsLastUpdatesGoesOnAtTheCeiling() throws Exception {
        SequenceName sequence = server.create("lost_updates", 10);
        Set<Long> given = new HashSet<>();
        try (Sequences proxy = server.sequences()) {
            for (int i = 0; i < 1500; i++) {
                given.add(Ids.next(proxy, sequence, 1));
            }
        }
        // The server that takes over never heard of the blocks that were taken.
        server.execute("update commerce.lost_updates set next_id = 1");
        try (Connection dba = server.server().connect(server.server().accounts().dba())) {
            new SequenceCeilings(server.store()).startAgain(SequenceServer.KEYSPACE, dba, SequenceServer.KEYSPACE);
        }
        try (Sequences proxy = server.sequences()) {
            assertThat(Ids.next(proxy, sequence, 1)).isGreaterThan(Collections.max(given));
        }
    }

    @Test
    void aProxyNeverGoesBackBehindWhatItGaveOut() throws Exception {
        SequenceName sequence = server.create("set_back", 10);
        try (Sequences proxy = server.sequences()) {
            long last = Ids.next(proxy, sequence, 25);
            server.execute("update commerce.set_back set next_id = 1");
            for (int i = 0; i < 50; i++) {
                long next = Ids.next(proxy, sequence, 1);
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }

    @Test
    void idsGoOnWithoutTheStoreUpToTheCeilingAndNotBeyond(@TempDir Path folder) throws Exception {
        SequenceName sequence = server.create("without_store", 1);
        FileStore store = FileStore.open(folder);
        SequenceCeilings ceilings = new SequenceCeilings(store);
        ceilings.cover(sequence, 1, 1);
        store.close();
        ceilings.cover(sequence, 101, 1);
        assertThatThrownBy(() -> ceilings.cover(sequence, 102, 1))
                .isInstanceOf(SqlErrorException.class)
                .hasMessageContaining("its ceiling 101 has to be raised first");
    }

    @Test
    void whatIsNoSequenceIsRefusedWithWhatToDo() throws Exception {
        server.execute("drop table if exists commerce.product, commerce.empty_sequence");
        server.execute("create table commerce.product(sku bigint primary key)");
        server.execute("create table commerce.empty_sequence(id int primary key, next_id bigint, cache bigint)");
        SequenceName zeroCache = server.create("zero_cache", 0);
        SequenceName full = server.create("full", 1000);
        server.execute("update commerce.full set next_id = " + (Long.MAX_VALUE - 10));
        try (Sequences proxy = server.sequences()) {
            assertRefused(
                    proxy, new SequenceName("commerce", "missing"), 1146, "Table 'commerce.missing' doesn't exist");
            assertRefused(
                    proxy, new SequenceName("commerce", "product"), 1235, "needs the columns id, next_id and cache");
            assertRefused(
                    proxy, new SequenceName("commerce", "empty_sequence"), 1105, "has no row with id 0; insert one");
            assertRefused(proxy, zeroCache, 1105, "its cache is 0; it has to be 1 or more");
            assertRefused(proxy, full, 1105, "its ids would pass the end of bigint");
            assertThatThrownBy(() -> Ids.next(proxy, full, 0)).hasMessageContaining("from 1 to 1000000000, not 0");
            assertThatThrownBy(() -> Ids.next(proxy, full, Long.MAX_VALUE)).hasMessageContaining("from 1 to");
        }
    }

    @Test
    void aReadOnlyPrimaryIsNamedAndIdsGoOnWhenItTakesWritesAgain() throws Exception {
        SequenceName sequence = server.create("read_only_for_a_while", 2);
        try (Sequences proxy = server.sequences()) {
            server.execute("set global read_only = 1");
            try {
                assertRefused(proxy, sequence, 1105, "the primary zone1-0000000100 takes no writes");
            } finally {
                server.execute("set global read_only = 0");
            }
            assertThat(Ids.next(proxy, sequence, 1)).isEqualTo(1);
        }
    }

    private static void assertRefused(Sequences proxy, SequenceName sequence, int code, String message) {
        assertThatThrownBy(() -> Ids.next(proxy, sequence, 1))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.errno()).isEqualTo(code));
    }

    private static void addAll(Set<Long> given, long first, int count) {
        for (long id = first; id < first + count; id++) {
            assertThat(given.add(id)).as("id %s is new", id).isTrue();
        }
    }

    private static List<Long> range(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }
}
