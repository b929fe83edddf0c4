package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A destination that neither answers nor closes its connections, as one on a machine that swaps. */
@Timeout(240)
class HangingDestinationIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void holdsUpNoOtherDestinationAndGoesOnAfterwards(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica", "rdonly");
            deployment.command("ApplySchema -sql 'create table customer (id bigint primary key)' customer");
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            for (String target : TARGETS) {
                deployment.addShard(target, "replica", "rdonly");
                deployment.command("CopySchemaShard customer/0 " + target);
            }
            deployment.command("SplitClone customer/0");
            LocalServer hanging = deployment.server(200);
            signal("-STOP", hanging);
            try {
                // 1 belongs to -80, 4 to 80-.
                insert(deployment.server(100), "(1), (4)");
                // It pauses the stream of the one that hangs, and so waits for it.
                Future<?> diff = threads.submit(() -> deployment.post("SplitDiff customer/-80"));
                TimeUnit.MILLISECONDS.sleep(500);

                for (int i = 0; i < 5; i++) {
                    long begun = System.nanoTime();
                    assertThat(deployment.command("WaitForFilteredReplication -max_delay=20s customer/80-"))
                            .contains("has caught up");
                    assertThat(deployment.command("ShowResharding customer/0")).contains("customer/0 to customer/80-");
                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
                    insert(deployment.server(100), "(" + (10 + i) + ")");
                }
                assertThat(diff.isDone()).isFalse();
            } finally {
                signal("-CONT", hanging);
            }
            await().atMost(SOON).until(() -> deployment.succeeds("SplitDiff customer/-80"));
            assertThat(deployment.command("SplitDiff customer/80-")).contains("Table customer checks out");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void signal(String signal, LocalServer server) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(server.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void insert(LocalServer server, String values) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into customer.customer values " + values);
        }
    }
}
