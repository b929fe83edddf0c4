package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.local.FlavorChoice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the horizontal sharding guide on two shards, and the same shards before anything divides their rows. */
class GuideTablesIT {

    private static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"customer": {"column_vindexes": [{"column": "customer_id", "name": "hash"}]},
                        "corder": {"column_vindexes": [{"column": "customer_id", "name": "hash"}]}}}
            """;

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void rowsGoToTheShardsOfTheirKeyspaceIds(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);

        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists customer, corder");
            statement.execute(
                    "create table customer(customer_id bigint not null, email varbinary(128), primary key(customer_id))");
            statement.execute(
                    "create table corder(order_id bigint not null, customer_id bigint, sku varbinary(128), price bigint, primary key(order_id))");
            statement.execute(
                    "insert into customer(customer_id, email) values (1, 'alice@domain.com'), (2, 'bob@domain.com'), (3, 'charlie@domain.com'), (4, 'dan@domain.com'), (5, 'eve@domain.com')");
            statement.execute(
                    "insert into corder(order_id, customer_id, sku, price) values (1, 1, 'SKU-1001', 100), (2, 2, 'SKU-1002', 30), (3, 3, 'SKU-1002', 30), (4, 4, 'SKU-1002', 30), (5, 5, 'SKU-1002', 30)");

            assertThat(column(statement, "select email from customer where customer_id = 4"))
                    .containsExactly("dan@domain.com");
            assertThat(column(statement, "select count(*) from customer")).containsExactly("5");
            assertThat(column(statement, "select customer_id from customer order by customer_id desc limit 3"))
                    .containsExactly("5", "4", "3");
            assertThat(
                            column(
                                    statement,
                                    "select c.email from customer c join corder o on c.customer_id = o.customer_id where o.price > 50"))
                    .containsExactly("alice@domain.com");
            assertThat(column(statement, "select sum(price) from corder group by sku order by sku"))
                    .containsExactly("100", "120");
            assertThat(statement.executeUpdate("update corder set price = price + 1"))
                    .isEqualTo(5);
        }
        try (Connection connection = cluster.connect("customer:80-");
                Statement statement = connection.createStatement()) {
            assertThat(column(statement, "select customer_id from customer")).containsExactly("4");
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void shardsWhoseRowsNoVSchemaDividesAreNotReadAsOneServer(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", "{}");

        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            assertThat(column(statement, "select database()")).containsExactly("customer");
            assertThatThrownBy(() -> statement.execute("create table undivided(id int)"))
                    .hasMessageContaining("has 2 shards, while its VSchema does not say how rows are divided");
            assertThatThrownBy(() -> statement.executeQuery("select * from undivided"))
                    .hasMessageContaining("has 2 shards");
        }
        try (Connection connection = cluster.connect("customer:80-");
                Statement statement = connection.createStatement()) {
            statement.execute("create table undivided(id int)");
            assertThat(column(statement, "select * from undivided")).isEmpty();
            statement.execute("drop table undivided");
        }
    }

    @ParameterizedTest
    @MethodSource("io.shardgate.tests.Flavors#all")
    void whatSeveralShardsCannotDoIsRefusedWithWhatToDoInstead(FlavorChoice.Wish flavor) throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        cluster.applyVSchema("customer", VSCHEMA);
        try (Connection connection = cluster.connect("customer");
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists unlisted");
            statement.execute("create table unlisted(id int)");
            assertThatThrownBy(() -> statement.execute("select * from unlisted"))
                    .hasMessageContaining("'customer.unlisted' doesn't exist in the keyspace's VSchema")
                    .hasMessageContaining("ApplyVSchema");
            statement.execute("drop table unlisted");
            assertThatThrownBy(() -> statement.execute("select * from unlisted"))
                    .hasMessage("Table 'customer.unlisted' doesn't exist");
            assertThatThrownBy(() -> statement.execute("create database more"))
                    .hasMessageContaining("CREATE DATABASE on keyspace customer")
                    .hasMessageContaining("CreateKeyspace");
            assertThatThrownBy(() -> statement.execute("analyze table customer"))
                    .hasMessageContaining(
                            "ANALYZE TABLE on keyspace customer, which has several shards; USE one of them");
            assertThatThrownBy(() -> statement.execute("grant select on *.* to someone"))
                    .hasMessageContaining("users file");
            assertThatThrownBy(() -> statement.execute("set global max_connections = 5"))
                    .hasMessageContaining("ExecuteFetchAsDba");
            statement.execute("do 1 + 1");
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
