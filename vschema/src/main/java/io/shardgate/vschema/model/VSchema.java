package io.shardgate.vschema.model;

import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the VSchemas of all keyspaces mean together. Immutable; a query uses one from beginning to end. */
public final class VSchema {

    /** Every keyspace is unsharded and has every table. */
    public static final VSchema EMPTY = new VSchema(Map.of(), RoutingRules.NONE);

    private final Map<String, KeyspaceVSchema> keyspaces;
    private final RoutingRules routingRules;

    private VSchema(Map<String, KeyspaceVSchema> keyspaces, RoutingRules routingRules) {
        this.keyspaces = Copies.inOrder(keyspaces);
        this.routingRules = routingRules;
    }

    /**
     * Makes the vindexes and resolves all names. Never fails: what is wrong is in {@link KeyspaceVSchema#problems} of its
     * keyspace, and does not touch other keyspaces.
     *
     * @param definition all keyspaces that there are, those without a VSchema as {@link KeyspaceDefinition#EMPTY}
     */
    public static VSchema build(VSchemaDefinition definition, VindexRegistry registry) {
        return new VSchema(new VSchemaBuilder(definition, registry).build(), definition.routingRules());
    }

    /** By name, in the order of the definition. */
    public Map<String, KeyspaceVSchema> keyspaces() {
        return keyspaces;
    }

    /** The keyspace; one that no VSchema mentions is unsharded. Whether it exists at all, the topology knows. */
    public KeyspaceVSchema keyspace(String name) {
        KeyspaceVSchema keyspace = keyspaces.get(name);
        return keyspace != null ? keyspace : KeyspaceVSchema.unsharded(name);
    }

    public RoutingRules routingRules() {
        return routingRules;
    }

    /** What is wrong, in all keyspaces. */
    public List<VSchemaProblem> problems() {
        return keyspaces.values().stream()
                .flatMap(keyspace -> keyspace.problems().stream())
                .toList();
    }

    /**
     * The table of a keyspace.
     *
     * @throws SqlErrorException UNKNOWN_TABLE when the keyspace has no such table, BROKEN_VSCHEMA when what the VSchema
     *     says of it is wrong
     */
    public TableVSchema table(String keyspace, String table) {
        KeyspaceVSchema found = keyspace(keyspace);
        return found.findTable(table)
                .orElseThrow(() -> found.findProblem(table)
                        .map(problem -> SqlError.BROKEN_VSCHEMA.exception(problem.message()))
                        .orElseGet(() -> SqlError.UNKNOWN_TABLE.exception(keyspace, table)));
    }

    /**
     * The table that a query names without a keyspace and with none selected: the only one of that name in all keyspaces
     * that do not ask for explicit routing.
     *
     * <p>A table that no VSchema lists is taken to be in the unsharded keyspace if there is just one keyspace, since it
     * cannot be anywhere else.
     *
     * @throws SqlErrorException AMBIGUOUS_TABLE when several keyspaces have it, NO_DATABASE_SELECTED when none lists it
     */
    public TableVSchema table(String table) {
        return findUnqualified(table).orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
    }

    private Optional<TableVSchema> findUnqualified(String table) {
        List<KeyspaceVSchema> open = keyspaces.values().stream()
                .filter(keyspace -> !keyspace.requireExplicitRouting())
                .toList();
        List<KeyspaceVSchema> listing = open.stream()
                .filter(keyspace -> keyspace.tables().containsKey(table))
                .toList();
        if (listing.size() > 1) {
            String names = String.join(
                    ", ", listing.stream().map(KeyspaceVSchema::name).sorted().toList());
            throw SqlError.AMBIGUOUS_TABLE.exception(table, names);
        }
        if (listing.size() == 1) {
            return listing.get(0).findTable(table);
        }
        return open.size() == 1 && keyspaces.size() == 1 ? open.get(0).findTable(table) : Optional.empty();
    }
}
