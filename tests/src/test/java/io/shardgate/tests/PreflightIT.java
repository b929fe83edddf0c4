package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in the way of a split is told all at once, before anything is done. */
@Timeout(240)
class PreflightIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final List<String> TARGETS = List.of("customer/-80", "customer/80-");

    private static final String COMMERCE = "{\"tables\":{\"order_seq\":{\"type\":\"sequence\"}}}";

    private static final String ORDERS = "\"corder\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}],"
            + "\"auto_increment\":{\"column\":\"id\",\"sequence\":\"commerce.order_seq\"}}";

    private static final String CUSTOMER = vschema(ORDERS + "," + table("customer") + "," + table("child") + ","
            + table("triggered") + "," + table("without_key"));

    private static String vschema(String tables) {
        return "{\"sharded\":true,\"vindexes\":{\"hash\":{\"type\":\"hash\"}},\"tables\":{" + tables + "}}";
    }

    private static String table(String name) {
        return "\"" + name + "\":{\"column_vindexes\":[{\"column\":\"id\",\"name\":\"hash\"}]}";
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void everyBlockerIsNamedWithItsFixAndThenNothingIsInTheWay(FlavorChoice.Wish flavor, @TempDir Path folder)
            throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            prepare(deployment);
            LocalServer source = deployment.server(200);
            LocalServer destination = deployment.server(300);
            putInTheWay(source);
            execute(destination, "insert into customer.corder values (7)");
            try (Connection idle = source.connect(source.accounts().application());
                    Statement open = idle.createStatement()) {
                open.execute("begin");
                open.execute("select count(*) from customer.corder");

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(
                                        deployment.post("Preflight customer/0").body())
                                .containsPattern("warning: .* has a transaction open for [0-9]+ s without"));
                String found = deployment.post("Preflight customer/0").body();

                assertThat(found)
                        .contains(
                                "blocker: table unknown is not in the VSchema",
                                "blocker: table without_key: it has neither a primary key nor a unique key",
                                "blocker: table child has the foreign key of_customer that changes rows by itself",
                                "blocker: table triggered has the trigger counts",
                                "blocker: table customer: each shard would give out the values of number",
                                "blocker: table corder: the sequence commerce.order_seq goes on with 1000, and customer/0"
                                        + " has id up to 5000",
                                "UPDATE order_seq SET next_id = 5001 WHERE id = 0",
                                "binlog_row_image is MINIMAL and must be FULL",
                                "keeps its binary logs for 10 min",
                                "a transaction is prepared",
                                "(servers.repl) may not read the binary log",
                                "blocker: destination shard customer/-80 has rows in table corder that no copy has put"
                                        + " there",
                                "SplitClone customer/0, from 0 to -80, 80-: ",
                                " in the way")
                        .endsWith("exit: 1\n");
            }
            assertThat(deployment.post("SplitClone customer/0").body())
                    .contains("table child has the foreign key", "binlog_row_image is MINIMAL", "Nothing was copied.");

            clearTheWay(source);
            execute(destination, "delete from customer.corder");
            execute(deployment.server(100), "update commerce.order_seq set next_id = 5001");
            deployment.command("ApplyVSchema -vschema '" + vschema(ORDERS + "," + table("customer")) + "' customer");
            assertThat(deployment.command("Preflight customer/0")).contains("nothing is in the way");
            deployment.command("SplitClone customer/0");

            execute(deployment.server(100), "update commerce.order_seq set next_id = 17");
            assertThat(deployment
                            .post("Preflight -reverse_replication customer/0")
                            .body())
                    .contains("MigrateServedTypes customer/0 master, from 0 to -80, 80-: 1 in the way");
            deployment.command("MigrateServedTypes customer/0 rdonly");
            assertThat(deployment.post("MigrateServedTypes customer/0 master").body())
                    .contains("the sequence commerce.order_seq goes on with 17", "Nothing was migrated.");
            execute(deployment.server(100), "update commerce.order_seq set next_id = 5001");
            deployment.command("MigrateServedTypes customer/0 master");
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void statementsThatWouldGoToAllShardsAreWarnedOf(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        Flavors.requireRunnable(flavor);
        try (Deployment deployment = Deployment.start(flavor, folder)) {
            ServerOptions observed = ServerOptions.defaults().withArgument("--performance-schema=ON");
            deployment.addShard("customer/0", observed, "replica", "rdonly");
            deployment.command("ApplySchema -sql 'create table customer (id bigint primary key, email varchar(99))'"
                    + " customer");
            deployment.command("ApplyVSchema -vschema '" + vschema(table("customer")) + "' customer");
            for (String target : TARGETS) {
                deployment.addShard(target, "replica", "rdonly");
                deployment.command("CopySchemaShard customer/0 " + target);
            }
            execute(
                    deployment.server(100),
                    "use customer",
                    "insert into customer values (1, 'a'), (2, 'b')",
                    "select * from customer where email = 'a'",
                    "select email from customer where id = 2",
                    "select group_concat(email) from customer",
                    "select email from customer where id in (1, 2, 3)",
                    "update customer set email = 'c' where email = 'b'");

            assertThat(deployment.command("Preflight customer/0"))
                    .containsPattern("(?i)warning: a statement seen 1 times goes to all shards: select \\* from"
                            + " `?customer`? where `?email`? =")
                    .containsPattern(
                            "(?i)warning: a statement seen 1 times goes to all shards: update `?customer`? set")
                    .containsPattern("(?i)warning: a statement seen 1 times is not possible on several shards: select"
                            + " group_concat")
                    .doesNotContain("where id")
                    .doesNotContain("`id` =")
                    .contains("nothing is in the way");
        }
    }

    private static void prepare(Deployment deployment) throws Exception {
        deployment.addShard("commerce/0", "replica");
        deployment.command("ApplySchema -sql \"create table order_seq(id int primary key, next_id bigint, cache bigint)"
                + " comment 'vitess_sequence'\" commerce");
        deployment.command("ApplyVSchema -vschema '" + COMMERCE + "' commerce");
        execute(deployment.server(100), "insert into commerce.order_seq values (0, 1000, 100)");
        deployment.addShard("customer/0", "replica", "rdonly");
        deployment.command("ApplySchema -sql 'create table corder (id bigint primary key);"
                + " create table customer (id bigint primary key, email varchar(99))' customer");
        deployment.command("ApplyVSchema -vschema '" + CUSTOMER + "' customer");
        for (String target : TARGETS) {
            deployment.addShard(target, "replica", "rdonly");
            deployment.command("CopySchemaShard customer/0 " + target);
        }
    }

    private static void putInTheWay(LocalServer source) throws SQLException {
        execute(
                source,
                "use customer",
                "alter table customer add column number bigint not null auto_increment, add unique key (number)",
                "create table child (id bigint primary key, customer_id bigint, constraint of_customer foreign key"
                        + " (customer_id) references customer(id) on delete cascade)",
                "create table triggered (id bigint primary key)",
                "create trigger counts after insert on triggered for each row insert into corder values (new.id)",
                "create table without_key (id bigint)",
                "create table unknown (id bigint primary key)",
                "insert into corder values (5000)",
                "set global binlog_row_image = MINIMAL",
                "set global binlog_expire_logs_seconds = 600",
                "revoke replication slave on *.* from " + account(source),
                "xa start 'left'",
                "insert into corder values (6)",
                "xa end 'left'",
                "xa prepare 'left'");
    }

    private static void clearTheWay(LocalServer source) throws SQLException {
        execute(
                source,
                "use customer",
                "xa rollback 'left'",
                "grant replication slave on *.* to " + account(source),
                "set global binlog_expire_logs_seconds = 864000",
                "set global binlog_row_image = FULL",
                "drop table unknown, without_key, triggered, child",
                "alter table customer drop column number");
    }

    private static String account(LocalServer server) throws SQLException {
        String name = server.accounts().replication().name();
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select host from mysql.user where user = '" + name + "'")) {
            rows.next();
            return "'" + name + "'@'" + rows.getString(1) + "'";
        }
    }

    private static void execute(LocalServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
