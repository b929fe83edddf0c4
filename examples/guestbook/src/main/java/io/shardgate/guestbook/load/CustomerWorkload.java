package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.Commits;
import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Customers and their orders, in the tables of the horizontal-sharding guide, whose ids the database makes: single customers, and
 * customers with an order in one transaction; and their join, read from replicas.
 */
final class CustomerWorkload implements Workload {

    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int MAX_EXAMPLES = 10;

    private final ConnectionPools pools;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final AtomicLong last = new AtomicLong();

    /** Acknowledged customers with their emails, and orders with their customers. */
    private final Map<Long, String> customers = new ConcurrentHashMap<>();

    private final Map<Long, Long> orders = new ConcurrentHashMap<>();

    CustomerWorkload(ConnectionPools pools) {
        this.pools = pools;
    }

    @Override
    public String run() {
        return run;
    }

    private String prefix() {
        return "load-" + run + "-";
    }

    @Override
    public void require(Source source) throws SQLException {
        try (Connection connection = pools.connection(source);
                Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("select customer_id from customer where customer_id = 0")
                    .close();
            statement
                    .executeQuery("select order_id from corder where customer_id = 0")
                    .close();
        }
    }

    @Override
    public boolean write() throws SQLException {
        String email = prefix() + last.incrementAndGet();
        try (Connection connection = pools.connection(Source.PRIMARY)) {
            return ThreadLocalRandom.current().nextBoolean() ? single(connection, email) : withOrder(connection, email);
        }
    }

    private boolean single(Connection connection, String email) throws SQLException {
        connection.setAutoCommit(true);
        long id = insert(connection, "insert into customer(email) values (?)", email);
        customers.put(id, email);
        return true;
    }

    private boolean withOrder(Connection connection, String email) throws SQLException {
        long id;
        long order;
        try {
            id = insert(connection, "insert into customer(email) values (?)", email);
            order = insert(connection, "insert into corder(customer_id, sku, price) values (" + id + ", ?, 30)", email);
            Commits.commit(connection);
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_LOCK_DEADLOCK) {
                return false;
            }
            throw e;
        }
        customers.put(id, email);
        orders.put(order, id);
        return true;
    }

    private static long insert(Connection connection, String sql, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, text);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("no id was made for: " + sql);
                }
                return keys.getLong(1);
            }
        }
    }

    @Override
    public Optional<String> read() throws SQLException {
        // One of the first customers, or one that is not there.
        long wanted = customers.keySet().stream()
                .skip(ThreadLocalRandom.current().nextInt(1 + Math.min(100, customers.size())))
                .findFirst()
                .orElse(0L);
        try (Connection connection = pools.connection(Source.REPLICA);
                PreparedStatement join =
                        connection.prepareStatement("select c.email, o.sku from customer c join corder o"
                                + " on c.customer_id = o.customer_id where c.customer_id = ?")) {
            join.setLong(1, wanted);
            try (ResultSet rows = join.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                String email = rows.getString(1);
                return email.equals(rows.getString(2))
                        ? Optional.empty()
                        : Optional.of("customer " + wanted + " has another one's order: " + email + " has "
                                + rows.getString(2));
            }
        }
    }

    @Override
    public Findings check() throws SQLException {
        List<String> examples = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        Set<String> emails = new HashSet<>();
        long changed = 0;
        long duplicated = 0;
        long unacknowledged = 0;
        long lost = 0;
        try (Connection connection = pools.connection(Source.PRIMARY)) {
            for (Row row : rows(connection, "select customer_id, email from customer where email like ?")) {
                String known = customers.get(row.id());
                if (!seen.add(row.id()) || !emails.add(row.value())) {
                    duplicated++;
                    examples.add("duplicated: customer " + row.id() + " " + row.value());
                } else if (known == null) {
                    unacknowledged++;
                } else if (!known.equals(row.value())) {
                    changed++;
                    examples.add("changed: customer " + row.id() + " is " + row.value() + " and was " + known);
                }
            }
            lost += missing("customer", customers.keySet(), seen, examples);
            seen.clear();
            for (Row row : rows(connection, "select order_id, customer_id from corder where sku like ?")) {
                Long known = orders.get(row.id());
                if (!seen.add(row.id())) {
                    duplicated++;
                    examples.add("duplicated: order " + row.id());
                } else if (known == null) {
                    unacknowledged++;
                } else if (!known.toString().equals(row.value())) {
                    changed++;
                    examples.add("changed: order " + row.id() + " is of " + row.value() + " and was of " + known);
                }
            }
            lost += missing("order", orders.keySet(), seen, examples);
        }
        return new Findings(
                lost,
                duplicated,
                changed,
                unacknowledged,
                examples.subList(0, Math.min(MAX_EXAMPLES, examples.size())));
    }

    private record Row(long id, String value) {}

    private List<Row> rows(Connection connection, String sql) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, prefix() + "%");
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Row(rows.getLong(1), String.valueOf(rows.getString(2))));
                }
            }
        }
        return found;
    }

    private static long missing(String what, Set<Long> acknowledged, Set<Long> found, List<String> examples) {
        long lost = 0;
        for (Long id : acknowledged) {
            if (!found.contains(id)) {
                lost++;
                examples.add("lost: " + what + " " + id);
            }
        }
        return lost;
    }

    @Override
    public void remove() throws SQLException {
        try (Connection connection = pools.connection(Source.PRIMARY)) {
            for (String sql :
                    List.of("delete from corder where sku like ?", "delete from customer where email like ?")) {
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                    delete.setString(1, prefix() + "%");
                    delete.executeUpdate();
                }
            }
            Commits.commit(connection);
        }
        customers.clear();
        orders.clear();
    }
}
