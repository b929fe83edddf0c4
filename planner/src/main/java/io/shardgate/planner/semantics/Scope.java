package io.shardgate.planner.semantics;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names that an expression of a query may use: its own sources, then those of the queries around it. */
public final class Scope {

    private final Optional<Scope> outer;
    private final List<Source> sources = new ArrayList<>();

    /** Columns of USING, which are one column although two sources have them. */
    private final Set<String> joined = new HashSet<>();

    private List<Query.Output> outputs = List.of();

    public Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    /**
     * Makes a source's names known.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException NOT_UNIQUE_TABLE when its name is taken
     */
    public void add(Source source, Optional<String> keyspace) {
        boolean taken =
                sources.stream().anyMatch(other -> other.name().equals(source.name()) && sameKeyspace(other, keyspace));
        if (taken) {
            throw SqlError.NOT_UNIQUE_TABLE.exception(source.name());
        }
        sources.add(source);
    }

    private static boolean sameKeyspace(Source other, Optional<String> keyspace) {
        return !(other instanceof Source.Table table)
                || keyspace.isEmpty()
                || table.vschema().keyspace().equals(keyspace.get());
    }

    /** Makes the columns of a USING clause names of one column each. */
    public void join(List<String> columns) {
        columns.forEach(column -> joined.add(column.toLowerCase(Locale.ROOT)));
    }

    /** Makes the select list's aliases known to {@link #findAlias}. */
    public void select(List<Query.Item> items) {
        var found = new ArrayList<Query.Output>();
        for (Query.Item item : items) {
            if (item instanceof Query.Output output) {
                found.add(output);
            }
        }
        outputs = found;
    }

    public List<Source> sources() {
        return sources;
    }

    /** The element of the select list that is called so, for ORDER BY, GROUP BY and HAVING. */
    public Optional<Query.Output> findAlias(Expr.Column column) {
        if (!column.qualifiers().isEmpty()) {
            return Optional.empty();
        }
        return outputs.stream()
                .filter(output ->
                        output.alias().isPresent() && output.alias().get().equalsIgnoreCase(column.name()))
                .findFirst();
    }

    /**
     * The column, of this query or one around it.
     *
     * @param clause for the error, in MySQL's words: {@code field list}, {@code where clause}
     * @throws io.shardgate.vschema.error.SqlErrorException UNKNOWN_COLUMN or AMBIGUOUS_COLUMN
     */
    public BoundColumn resolve(Expr.Column column, String clause) {
        return find(column, clause).orElseThrow(() -> SqlError.UNKNOWN_COLUMN.exception(qualifiedName(column), clause));
    }

    private static String qualifiedName(Expr.Column column) {
        var parts = new ArrayList<>(column.qualifiers());
        parts.add(column.name());
        return String.join(".", parts);
    }

    /** As {@link #resolve}, but empty for a column that nobody has. */
    public Optional<BoundColumn> find(Expr.Column column, String clause) {
        Optional<BoundColumn> own = findOwn(column, clause);
        return own.isPresent() || outer.isEmpty() ? own : outer.get().find(column, clause);
    }

    private Optional<BoundColumn> findOwn(Expr.Column column, String clause) {
        Optional<BoundColumn> found = Optional.empty();
        for (Source source : sources) {
            if (!isQualifiedBy(column, source)) {
                continue;
            }
            Optional<String> name = source.findColumn(column.name());
            if (name.isEmpty()) {
                continue;
            }
            boolean isJoined =
                    column.qualifiers().isEmpty() && joined.contains(name.get().toLowerCase(Locale.ROOT));
            if (found.isPresent() && !isJoined) {
                throw SqlError.AMBIGUOUS_COLUMN.exception(qualifiedName(column), clause);
            }
            if (found.isEmpty()) {
                found = Optional.of(new BoundColumn(source, name.get()));
            }
        }
        return found;
    }

    /** Whether the source is one that these qualifiers may mean; no qualifiers may mean any. */
    public static boolean isQualifiedBy(List<String> qualifiers, Source source) {
        if (qualifiers.isEmpty()) {
            return true;
        }
        if (!source.name().equals(qualifiers.get(qualifiers.size() - 1))) {
            return false;
        }
        return qualifiers.size() == 1
                || (source instanceof Source.Table table
                        && table.vschema().keyspace().equals(qualifiers.get(0)));
    }

    private static boolean isQualifiedBy(Expr.Column column, Source source) {
        return isQualifiedBy(column.qualifiers(), source);
    }
}
