package io.shardgate.planner.operator;

import io.shardgate.planner.ast.From;
import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the tables that a statement names, and remembers which it named. */
public final class SchemaView {

    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of("information_schema", "performance_schema", "mysql", "sys");

    private final PlanningSchema schema;
    private final Set<String> named = new LinkedHashSet<>();

    public SchemaView(PlanningSchema schema) {
        this.schema = schema;
    }

    public static boolean isSystemSchema(String name) {
        return SYSTEM_SCHEMAS.contains(name.toLowerCase(Locale.ROOT));
    }

    public PlanningSchema schema() {
        return schema;
    }

    /** The tables found so far, as keyspace.table. */
    public List<String> named() {
        return List.copyOf(named);
    }

    public TableVSchema find(From.Table table) {
        return find(table.keyspace(), table.name());
    }

    /**
     * The table.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException when it is unknown, ambiguous or its VSchema is broken
     */
    public TableVSchema find(Optional<String> keyspace, String table) {
        refuseRoutingRules(keyspace, table);
        Optional<String> owner = keyspace.isPresent() ? keyspace : schema.defaultKeyspace();
        if (owner.isPresent() && isSystemSchema(owner.get())) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "tables of " + owner.get() + " together with tables of a sharded keyspace");
        }
        owner.ifPresent(name -> refuseUnlisted(name, table));
        TableVSchema found = owner.isPresent()
                ? schema.vschema().table(owner.get(), table)
                : schema.vschema().table(table);
        named.add(found.keyspace() + "." + found.name());
        return found;
    }

    /** Says of a table that is on the shards what is missing, which is not the table. */
    private void refuseUnlisted(String keyspace, String table) {
        KeyspaceVSchema vschema = schema.vschema().keyspaces().get(keyspace);
        boolean isUnlisted = vschema != null
                && vschema.sharded()
                && vschema.findTable(table).isEmpty()
                && schema.findTracked(keyspace, table).isPresent();
        if (isUnlisted) {
            throw SqlError.TABLE_NOT_IN_VSCHEMA.exception(keyspace, table);
        }
    }

    private void refuseRoutingRules(Optional<String> keyspace, String table) {
        for (RoutingRules.TableRule rule : schema.vschema().routingRules().tables()) {
            String from = rule.fromTable();
            boolean applies = from.equals(table) || (keyspace.isPresent() && from.equals(keyspace.get() + "." + table));
            boolean goesElsewhere = rule.toTables().stream().anyMatch(to -> !to.equals(from));
            if (applies && goesElsewhere) {
                throw SqlError.UNSUPPORTED_QUERY.exception("the routing rule from " + from + " to " + rule.toTables());
            }
        }
    }

    public boolean isSharded(TableVSchema table) {
        return isSharded(table.keyspace());
    }

    public boolean isSharded(String keyspace) {
        return schema.vschema().keyspace(keyspace).sharded();
    }

    /**
     * The table as its servers have it.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when that is not known
     */
    public TableSchema tracked(TableVSchema table) {
        return schema.findTracked(table.keyspace(), table.name())
                .orElseThrow(() -> SqlError.UNSUPPORTED_QUERY.exception(
                        "queries on %s.%s as its columns are not known; create it on the shards, or wait until the schema has been read from them"
                                .formatted(table.keyspace(), table.name())));
    }
}
