package io.shardgate.launcher;

import java.util.List;

/** What the demo's keyspaces hold: the tables and rows of the horizontal-sharding guide, and the guestbook's table. */
final class DemoData {

    /**
     * Statements that are run through the proxy, in one keyspace.
     *
     * @param lastTable what the last statement makes or fills, on all shards: a server that has it has everything
     */
    record Script(String keyspace, String lastTable, List<String> statements) {}

    private DemoData() {}

    static List<Script> scripts() {
        return List.of(
                new Script(
                        "commerce",
                        "product",
                        List.of(
                                "create table product(sku varbinary(128), description varbinary(128), price bigint,"
                                        + " primary key(sku))",
                                "create table customer_seq(id int, next_id bigint, cache bigint, primary key(id))"
                                        + " comment 'vitess_sequence'",
                                "insert into customer_seq(id, next_id, cache) values(0, 1000, 100)",
                                "create table order_seq(id int, next_id bigint, cache bigint, primary key(id))"
                                        + " comment 'vitess_sequence'",
                                "insert into order_seq(id, next_id, cache) values(0, 1000, 100)",
                                "insert into product(sku, description, price) values"
                                        + " ('SKU-1001', 'Monitor', 100), ('SKU-1002', 'Keyboard', 30)")),
                new Script(
                        "customer",
                        "corder",
                        List.of(
                                "create table customer(customer_id bigint not null, email varbinary(128),"
                                        + " primary key(customer_id))",
                                "create table corder(order_id bigint not null, customer_id bigint,"
                                        + " sku varbinary(128), price bigint, primary key(order_id))",
                                "insert into customer(customer_id, email) values (1, 'alice@domain.com'),"
                                        + " (2, 'bob@domain.com'), (3, 'charlie@domain.com'), (4, 'dan@domain.com'),"
                                        + " (5, 'eve@domain.com')",
                                "insert into corder(order_id, customer_id, sku, price) values"
                                        + " (1, 1, 'SKU-1001', 100), (2, 2, 'SKU-1002', 30), (3, 3, 'SKU-1002', 30),"
                                        + " (4, 4, 'SKU-1002', 30), (5, 5, 'SKU-1002', 30)")),
                new Script(
                        "test_keyspace",
                        "messages",
                        List.of("create table messages(page bigint unsigned, time_created_ns bigint unsigned,"
                                + " message varchar(10000), primary key(page, time_created_ns))"
                                + " default charset=utf8mb4")));
    }
}
