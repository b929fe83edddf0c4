package io.shardgate.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random statements over two sharded tables, parent and child, whose rows go together by parent.id = child.parent_id. */
final class RandomStatements {

    static final String VSCHEMA = """
            {"sharded": true, "vindexes": {"hash": {"type": "hash"}},
             "tables": {"parent": {"column_vindexes": [{"column": "id", "name": "hash"}]},
                        "child": {"column_vindexes": [{"column": "parent_id", "name": "hash"}]}}}
            """;

    static final List<String> TABLES = List.of(
            "create table parent(id bigint not null primary key, n int unsigned, d decimal(12,3),"
                    + " name varchar(40), cs varchar(40) collate utf8mb4_bin, bin varbinary(20), ts datetime(3),"
                    + " day date, f double, j json, flag tinyint)",
            "create table child(parent_id bigint not null, no int not null, name varchar(40), amount decimal(10,2),"
                    + " primary key(parent_id, no))");

    private static final List<String> NAMES = List.of(
            "", "a", "A", "a ", "ab", "Ab", "äb", "abc", "ABC ", "b", "B", "ß", "ss", "z", "Zoë", "zoe", "10", "9", "é",
            "e");
    private static final List<String> PARENT_COLUMNS =
            List.of("id", "n", "d", "name", "cs", "bin", "ts", "day", "f", "flag");
    private static final List<String> GROUPABLE = List.of("n", "name", "cs", "day", "flag", "bin", "d", "ts");
    private static final List<String> OPERATORS = List.of("=", "<", ">", "<=", ">=", "<>", "<=>");

    private final Random random;
    private final int ids;

    /** @param ids the ids of parents are from 1 to this */
    RandomStatements(long seed, int ids) {
        this.random = new Random(seed);
        this.ids = ids;
    }

    List<Sql> rows() {
        List<Sql> inserts = new ArrayList<>();
        for (int id = 1; id <= ids; id++) {
            if (random.nextInt(10) > 0) {
                inserts.add(new Sql().add("insert into parent values ").add(parentRow(id)));
                for (int no = 1; no <= random.nextInt(4); no++) {
                    inserts.add(new Sql().add("insert into child values ").add(childRow(id, no)));
                }
            }
        }
        return inserts;
    }

    private Sql parentRow(long id) {
        Sql row = new Sql().add("(").value(id);
        for (String column : PARENT_COLUMNS.subList(1, PARENT_COLUMNS.size() - 1)) {
            row.add(", ").value(value(column));
        }
        return row.add(", ")
                .value(maybeNull(() -> "{\"k\": " + random.nextInt(5) + "}"))
                .add(", ")
                .value(value("flag"))
                .add(")");
    }

    private Sql childRow(long parent, int no) {
        return new Sql()
                .add("(")
                .value(parent)
                .add(", ")
                .value(no)
                .add(", ")
                .value(value("name"))
                .add(", ")
                .value(maybeNull(() -> random.nextInt(10_000) / 100.0))
                .add(")");
    }

    private @Nullable Object maybeNull(Supplier<Object> value) {
        return random.nextInt(6) == 0 ? null : value.get();
    }

    private @Nullable Object value(String column) {
        return switch (column) {
            case "id", "parent_id" -> (long) random.nextInt(ids) + 1;
            case "no" -> random.nextInt(4);
            case "n" -> maybeNull(() -> (long) random.nextInt(8));
            case "d" -> maybeNull(() -> new java.math.BigDecimal(random.nextInt(4000) - 2000).movePointLeft(3));
            case "amount" -> maybeNull(() -> new java.math.BigDecimal(random.nextInt(100)).movePointLeft(1));
            case "name" -> maybeNull(() -> pick(NAMES));
            // Without the spaces that its collation ignores: which of equal values DISTINCT shows is anybody's guess.
            case "cs" -> maybeNull(() -> pick(NAMES).strip());
            case "bin" -> maybeNull(() -> pick(List.of("x", "X", "y", "xx")));
            case "ts" ->
                maybeNull(() -> "2024-0%d-1%d 10:00:0%d.%d00"
                        .formatted(1 + random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(5)));
            case "day" -> maybeNull(() -> "2024-01-0" + (1 + random.nextInt(6)));
            case "f" -> maybeNull(() -> random.nextInt(64) / 8.0);
            case "flag" -> maybeNull(() -> (long) random.nextInt(2));
            default -> throw new IllegalArgumentException(column);
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    Sql query() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> rowsOfParent();
            case 3 -> distinct();
            case 4, 5 -> grouped();
            case 6 -> aggregated();
            case 7, 8 -> joined();
            case 9 -> withSubquery();
            case 10 -> union();
            default -> point();
        };
    }

    private Sql point() {
        Sql sql = new Sql()
                .add("select ")
                .add(columns(""))
                .add(" from parent where id = ")
                .value(value("id"));
        return chance(3) ? sql.add(" and ").add(condition("", 1)) : sql;
    }

    private Sql rowsOfParent() {
        if (chance(8)) {
            // By numbers of columns that the star stands for; the tenth is the JSON one.
            int number = pick(List.of(2, 3, 4, 5, 6, 7, 8, 9, 11));
            return new Sql()
                    .add("select * from parent where ")
                    .add(condition("", 1))
                    .add(" order by " + number + (chance(2) ? " desc" : "") + ", 1")
                    .ordered();
        }
        Sql sql = new Sql().add("select ").add(columns("")).add(" from parent");
        if (!chance(4)) {
            sql.add(" where ").add(condition("", 2));
        }
        return chance(4) ? sql : orderedByKey(sql, "", "id");
    }

    /** Ends with the key, so that the order is that of all rows. */
    private Sql orderedByKey(Sql sql, String prefix, String... key) {
        sql.add(" order by ");
        for (int i = random.nextInt(3); i > 0; i--) {
            sql.add(prefix).add(pick(PARENT_COLUMNS)).add(chance(2) ? " desc, " : ", ");
        }
        String separator = "";
        for (String column : key) {
            sql.add(separator)
                    .add(column.contains(".") ? "" : prefix)
                    .add(column)
                    .add(chance(3) ? " desc" : "");
            separator = ", ";
        }
        return limited(sql.ordered());
    }

    private Sql limited(Sql sql) {
        if (chance(2)) {
            sql.add(" limit ").add(Integer.toString(random.nextInt(12)));
            if (chance(2)) {
                sql.add(" offset ").add(Integer.toString(random.nextInt(8)));
            }
        }
        return sql;
    }

    private String columns(String prefix) {
        if (chance(5)) {
            return prefix.isEmpty() ? "*" : prefix + "*";
        }
        List<String> columns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            String column = prefix + pick(PARENT_COLUMNS);
            columns.add(chance(6) ? "concat(" + column + ", '-')" : chance(8) ? column + " as c" + i : column);
        }
        return String.join(", ", columns);
    }

    private Sql distinct() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            columns.add(pick(GROUPABLE));
        }
        // What is equal by its collation may be shown in any of its spellings.
        String list = String.join(", ", columns).replaceAll("\\bname\\b", "upper(trim(name)) collate utf8mb4_bin");
        Sql sql = new Sql().add("select distinct ").add(list).add(" from parent");
        return chance(2) ? sql : sql.add(" where ").add(condition("", 1));
    }

    private Sql grouped() {
        String column = pick(List.of("n", "cs", "day", "flag", "bin", "d", "ts", "id"));
        Sql sql =
                new Sql().add("select ").add(column).add(", ").add(aggregates()).add(" from parent");
        if (chance(2)) {
            sql.add(" where ").add(condition("", 1));
        }
        sql.add(" group by ").add(column);
        if (chance(6)) {
            sql.add(" having ").add(chance(2) ? "count(*) > 2" : column + " is not null");
        }
        if (chance(2)) {
            limited(sql.add(" order by ")
                    .add(column)
                    .add(chance(2) ? " desc" : "")
                    .ordered());
        }
        return sql;
    }

    private Sql aggregated() {
        Sql sql = new Sql().add("select ").add(aggregates()).add(" from parent");
        return chance(3) ? sql : sql.add(" where ").add(condition("", 2));
    }

    private String aggregates() {
        List<String> all = List.of(
                "count(*)",
                "count(n)",
                "count(name)",
                "sum(n)",
                "sum(d)",
                "avg(n)",
                "avg(d)",
                "min(n)",
                "max(n)",
                "min(d)",
                "max(d)",
                "min(ts)",
                "max(day)",
                "min(cs)",
                "max(cs)",
                "min(bin)",
                "sum(flag) + 1",
                "count(distinct n)",
                "sum(distinct n)",
                "max(f)",
                "sum(f)",
                "bit_or(n)",
                "group_concat(n)",
                "count(*) as total",
                "max(id) - min(id)");
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            chosen.add(pick(all));
        }
        return String.join(", ", chosen);
    }

    private Sql joined() {
        String kind = pick(List.of("join", "left join", "inner join", "right join", "straight_join"));
        Sql sql = new Sql()
                .add("select p.id, p.name, c.no, c.amount from parent p ")
                .add(kind)
                .add(" child c on ")
                .add(chance(2) ? "p.id = c.parent_id" : "c.parent_id = p.id and c.no < 3");
        if (!chance(3)) {
            sql.add(" where ")
                    .add(chance(3) ? new Sql().add("p.id in (").add(idList()).add(")") : condition("p.", 1));
        }
        return chance(2)
                ? sql
                : limited(sql.add(" order by p.id, c.no, c.parent_id").ordered());
    }

    private Sql idList() {
        Sql list = new Sql().value(value("id"));
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(", ").value(value("id"));
        }
        return list;
    }

    private Sql withSubquery() {
        String not = chance(3) ? "not " : "";
        Sql tied = chance(2)
                ? new Sql().add(not).add("exists (select 1 from child c where c.parent_id = p.id and c.no > 1)")
                : new Sql().add("p.id ").add(not).add("in (select c.parent_id from child c where c.parent_id = p.id)");
        Sql sql = new Sql().add("select p.id, p.n from parent p where ").add(tied);
        if (chance(2)) {
            sql.add(" and ").add(condition("p.", 1));
        }
        return orderedByKey(sql, "p.", "id");
    }

    private Sql union() {
        Sql sql = new Sql().add("select id, n from parent where ").add(condition("", 1));
        sql.add(chance(2) ? " union all " : " union ");
        return sql.add("select parent_id, no from child where parent_id = ").value(value("id"));
    }

    private Sql condition(String prefix, int depth) {
        if (depth > 0 && chance(2)) {
            return new Sql()
                    .add("(")
                    .add(condition(prefix, depth - 1))
                    .add(chance(2) ? " and " : " or ")
                    .add(condition(prefix, depth - 1))
                    .add(")");
        }
        if (chance(8)) {
            return new Sql().add("not ").add("(").add(condition(prefix, 0)).add(")");
        }
        String column = pick(PARENT_COLUMNS);
        Sql left = new Sql().add(prefix).add(column);
        return switch (random.nextInt(8)) {
            case 0 -> left.add(chance(2) ? " is null" : " is not null");
            case 1 -> left.add(" between ").value(value(column)).add(" and ").value(value(column));
            case 2 -> {
                left.add(chance(4) ? " not in (" : " in (").value(value(column));
                for (int i = random.nextInt(4); i > 0; i--) {
                    left.add(", ").value(value(column));
                }
                yield left.add(")");
            }
            case 3 -> new Sql().add(prefix).add("name like ").value(pick(List.of("a%", "%b", "_", "%o%")));
            case 4 -> new Sql().add(prefix).add("id in (").add(idList()).add(")");
            case 5 -> new Sql().add(prefix).add("id = ").value(value("id"));
            default -> left.add(" " + pick(OPERATORS) + " ").value(value(column));
        };
    }

    /** A statement that changes rows of parent or child. */
    Sql change() {
        return switch (random.nextInt(12)) {
            case 0 -> insert("insert into parent values ");
            case 1 -> insert("insert ignore into parent values ");
            case 2 -> insert("replace into parent values ");
            case 3 -> insert("insert into parent values ").add(" on duplicate key update n = values(n), name = 'dup'");
            case 4 ->
                new Sql()
                        .add("insert into child values ")
                        .add(childRow((Long) nonNull("id"), random.nextInt(6)))
                        .add(", ")
                        .add(childRow((Long) nonNull("id"), 6 + random.nextInt(6)));
            case 5 -> new Sql().add("delete from child where parent_id = ").value(value("id"));
            case 6 -> new Sql().add("delete from parent where ").add(condition("", 1));
            case 10 ->
                new Sql()
                        .add("insert into child select id, ")
                        .value(100L + random.nextInt(20))
                        .add(", name, n from parent where ")
                        .add(condition("", 1));
            case 11 ->
                new Sql()
                        .add("insert into parent(id, n, d, name) select parent_id + ")
                        .value(1000L * (1 + random.nextInt(20)))
                        .add(", count(*), sum(amount), min(name) from child where no < ")
                        .value(value("no"))
                        .add(" group by parent_id");
            case 7 ->
                new Sql()
                        .add("update child set name = ")
                        .value(value("name"))
                        .add(", amount = amount + 1 where no = ")
                        .value(value("no"));
            default -> {
                String column = pick(List.of("n", "d", "name", "cs", "ts", "day", "flag"));
                yield new Sql()
                        .add("update parent set ")
                        .add(column)
                        .add(" = ")
                        .value(value(column))
                        .add(" where ")
                        .add(condition("", 1));
            }
        };
    }

    private Object nonNull(String column) {
        Object value = value(column);
        if (value == null) {
            throw new IllegalArgumentException(column + " may be null");
        }
        return value;
    }

    private Sql insert(String verb) {
        Sql sql = new Sql().add(verb).add(parentRow((Long) nonNull("id")));
        for (int i = random.nextInt(3); i > 0; i--) {
            sql.add(", ").add(parentRow((Long) nonNull("id")));
        }
        return sql;
    }
}
