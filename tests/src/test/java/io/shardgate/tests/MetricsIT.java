package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What /metrics tells of queries and of a split, and that docs/metrics.md tells the same names. */
@Timeout(240)
class MetricsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String VSCHEMA = "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{"
            + "\"customer\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}}}";

    private static final Pattern OF_A_TIMER = Pattern.compile("_(count|sum|max|bucket)$");

    @Test
    void queriesAndASplitAreCounted(@TempDir Path folder) throws Exception {
        FlavorChoice.Wish flavor = FlavorChoice.Wish.MARIADB;
        PrometheusMeterRegistry ofProxy = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            deployment.addShard("customer/0", "replica", "rdonly");
            deployment.addProxy(Proxies.Times.standard(), ofProxy);
            deployment.command("ApplySchema -sql 'create table customer (id bigint primary key)' customer");
            deployment.command("ApplyVSchema -vschema '" + VSCHEMA + "' customer");
            for (String target : TARGETS) {
                deployment.addShard(target, "replica", "rdonly");
                deployment.command("CopySchemaShard customer/0 " + target);
            }
            query(deployment);

            assertThat(ofProxy.scrape())
                    .contains(
                            "shardgate_query_seconds_count{kind=\"insert\",result=\"ok\"} 5",
                            "shardgate_query_seconds_count{kind=\"insert\",result=\"error\"} 1",
                            "shardgate_query_errors_total{errno=\"1062\"} 1.0",
                            "shardgate_query_errors_total{errno=\"1064\"} 1.0",
                            "shardgate_queries_scattered_total 1.0")
                    .containsPattern(
                            "shardgate_query_seconds_bucket\\{kind=\"select\",result=\"ok\",le=\"10.0\"\\} [0-9]+")
                    .containsPattern("shardgate_pool_connections\\{keyspace=\"customer\",shard=\"0\","
                            + "tablet=\"zone1-0000000100\"\\} [1-9]");

            deployment.command("SplitClone customer/0");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployment.get("/metrics"))
                            .contains("shardgate_stream_running{source=\"customer/0\",target=\"customer/-80\"} 1.0")
                            .contains(
                                    "shardgate_tablet_reachable{keyspace=\"customer\",shard=\"-80\",tablet=\"zone1-0000000200\"} 1.0")
                            .containsPattern("shardgate_tablet_lag_seconds\\{.*tablet=\"zone1-0000000101\"\\} [0-9.]+")
                            .contains("shardgate_stream_lag_seconds", "shardgate_stream_rows"));
            // Streams end with the split.
            Set<String> served = names(deployment.get("/metrics"));
            deployment.command("MigrateServedTypes customer/0 rdonly");
            deployment.command("MigrateServedTypes customer/0 master");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployment.get("/metrics"))
                            .contains("shardgate_gate_closed_seconds_count{keyspace=\"customer\"} 1"));
            String ofAdmin = deployment.get("/metrics");
            assertThat(ofAdmin)
                    .containsPattern(
                            "shardgate_command_seconds_count\\{command=\"MigrateServedTypes\",exit=\"0\"\\} 2");

            served.addAll(names(ofAdmin));
            served.addAll(names(ofProxy.scrape()));
            // No command runs while the page is asked for.
            served.add("shardgate_command_progress");
            assertThat(served).isEqualTo(documented());
        }
    }

    private static void query(Deployment deployment) throws SQLException {
        try (Connection customer = deployment.connect(0, "customer");
                Statement statement = customer.createStatement();
                PreparedStatement insert = customer.prepareStatement("insert into customer values (?)")) {
            for (int id = 1; id <= 5; id++) {
                insert.setLong(1, id);
                insert.executeUpdate();
            }
            assertThatThrownBy(() -> statement.executeUpdate("insert into customer values (1)"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeUpdate("selekt 1")).isInstanceOf(SQLException.class);
            try (ResultSet one = statement.executeQuery("select id from customer where id = 1")) {
                assertThat(one.next()).isTrue();
            }
            try (ResultSet count = statement.executeQuery("select count(*) from customer")) {
                assertThat(count.next()).isTrue();
            }
        }
    }

    private static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("shardgate_"))
                .map(line -> line.split("[{ ]", 2)[0])
                .map(name -> OF_A_TIMER.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented() throws IOException {
        Matcher names = Pattern.compile("(?m)^\\| `(shardgate_[a-z_]+)` \\|")
                .matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
        Set<String> found = new TreeSet<>();
        while (names.find()) {
            found.add(names.group(1));
        }
        return found;
    }
}
