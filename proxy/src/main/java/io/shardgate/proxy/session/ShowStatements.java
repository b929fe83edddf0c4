package io.shardgate.proxy.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardgate.planner.statement.Statement;
import io.shardgate.planner.statement.TableName;
import io.shardgate.proxy.exec.ResultWriter;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.exec.Warning;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.serving.health.ReplicationState;
import io.shardgate.serving.health.ServingRule;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.model.ColumnVindex;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.TableVSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SHOW: what the proxy knows it answers itself; the rest goes to a server of the target. Confined to the session's event
 * loop.
 */
final class ShowStatements {

    /** Databases that every server has besides those of the keyspaces. */
    private static final List<String> SYSTEM_DATABASES =
            List.of("information_schema", "mysql", "performance_schema", "sys");

    private final Session session;

    ShowStatements(Session session) {
        this.session = session;
    }

    void show(Statement.Show show, StatementContext context) {
        switch (show.form()) {
            case DATABASES -> databases(show, context);
            case KEYSPACES -> names("Keyspace", keyspaces(), show, context);
            case VITESS_SHARDS -> names("Shards", shards(), show, context);
            case VITESS_TARGET -> rows(context, List.of("Target"), List.of(row(session.targetAsTyped())));
            case VITESS_TABLETS -> tablets(show, context);
            case VITESS_REPLICATION_STATUS -> replicationStatus(show, context);
            case VSCHEMA_TABLES -> names("Tables", vschemaTables(), show, context);
            case VSCHEMA_KEYSPACES -> vschemaKeyspaces(context);
            case VSCHEMA_VINDEXES -> vschemaVindexes(show, context);
            case WARNINGS -> warnings(context, warning -> true);
            case ERRORS -> warnings(context, warning -> warning.level().equals("Error"));
            case COUNT_WARNINGS ->
                count(context, "@@session.warning_count", session.warnings().size());
            case COUNT_ERRORS ->
                count(context, "@@session.error_count", (int) session.warnings().stream()
                        .filter(warning -> warning.level().equals("Error"))
                        .count());
            case PROCESSLIST -> ProcessList.show(session, show.modifiers().contains("FULL"), context);
            default -> session.runner().forwardUnsharded(context, null);
        }
    }

    private void databases(Statement.Show show, StatementContext context) {
        List<String> all = new ArrayList<>(SYSTEM_DATABASES);
        all.addAll(keyspaces());
        names("Database", all.stream().sorted().toList(), show, context);
    }

    private List<String> keyspaces() {
        return session.snapshot().topology().keyspaces().stream()
                .map(Keyspace::name)
                .toList();
    }

    private List<String> shards() {
        List<String> shards = new ArrayList<>();
        ServingSnapshot snapshot = session.snapshot();
        for (Keyspace keyspace : snapshot.topology().keyspaces()) {
            for (Shard shard : snapshot.topology().shards(keyspace.name())) {
                shards.add(keyspace.name() + "/" + shard.name());
            }
        }
        return shards;
    }

    private void tablets(Statement.Show show, StatementContext context) {
        Predicate<String> filter = like(show.like());
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Tablet tablet : session.snapshot().topology().tablets()) {
            boolean primary = session.snapshot().topology().isPrimary(tablet);
            List<@Nullable String> row = row(
                    tablet.alias().cell(),
                    tablet.keyspace(),
                    tablet.shard().toString(),
                    (primary ? "primary" : tablet.type().targetWord()).toUpperCase(java.util.Locale.ROOT),
                    isServing(tablet, primary) ? "SERVING" : "NOT_SERVING",
                    tablet.alias().toString(),
                    tablet.address());
            if (row.stream().anyMatch(value -> value != null && filter.test(value))) {
                rows.add(row);
            }
        }
        rows(context, List.of("Cell", "Keyspace", "Shard", "TabletType", "State", "Alias", "Address"), rows);
    }

    /** A primary serves while it answers; a replica also has to be near enough to it. */
    private boolean isServing(Tablet tablet, boolean primary) {
        ServingRule rule = session.services().rule();
        return primary
                ? rule.health()
                        .find(tablet.alias())
                        .map(TabletHealth::isReachable)
                        .orElse(true)
                : rule.isGood(tablet);
    }

    /** Of tablets that follow a primary, as the health polls of this proxy see it. */
    private void replicationStatus(Statement.Show show, StatementContext context) {
        Predicate<String> filter = like(show.like());
        List<List<@Nullable String>> rows = new ArrayList<>();
        ServingTopology topology = session.snapshot().topology();
        for (Tablet tablet : topology.tablets()) {
            if (topology.isPrimary(tablet)) {
                continue;
            }
            Optional<TabletHealth> health = session.services().rule().health().find(tablet.alias());
            Optional<ReplicationState> replication = health.flatMap(TabletHealth::findReplication);
            List<@Nullable String> row = row(
                    tablet.keyspace(),
                    tablet.shard().toString(),
                    tablet.type().targetWord().toUpperCase(java.util.Locale.ROOT),
                    tablet.alias().toString(),
                    tablet.host(),
                    replication.map(ReplicationState::source).orElse(null),
                    health.map(ShowStatements::replicationHealth).orElse(null),
                    health.flatMap(TabletHealth::findLag)
                            .map(lag -> String.valueOf(lag.toSeconds()))
                            .orElse(null),
                    null);
            if (row.stream().anyMatch(value -> value != null && filter.test(value))) {
                rows.add(row);
            }
        }
        rows(
                context,
                List.of(
                        "Keyspace",
                        "Shard",
                        "TabletType",
                        "Alias",
                        "Hostname",
                        "ReplicationSource",
                        "ReplicationHealth",
                        "ReplicationLag",
                        "ThrottlerStatus"),
                rows);
    }

    /** As JSON, since that is what tools that know this statement parse. */
    private static String replicationHealth(TabletHealth health) {
        ReplicationState replication = health.findReplication().orElse(null);
        String error = health.failure() != null ? health.failure() : replication == null ? "" : replication.error();
        return JsonNodeFactory.instance
                .objectNode()
                .put("EventStreamRunning", replication == null ? "Unknown" : yesOrNo(replication.receives()))
                .put("EventApplierRunning", replication == null ? "Unknown" : yesOrNo(replication.applies()))
                .put("LastError", error)
                .toString();
    }

    private static String yesOrNo(boolean value) {
        return value ? "Yes" : "No";
    }

    private List<String> vschemaTables() {
        return List.copyOf(vschemaOfTarget().tables().keySet());
    }

    private KeyspaceVSchema vschemaOfTarget() {
        String keyspace = session.target()
                .findKeyspace()
                .orElseThrow(io.shardgate.vschema.error.SqlError.NO_DATABASE_SELECTED::exception);
        return session.snapshot().vschema().keyspace(keyspace);
    }

    private void vschemaKeyspaces(StatementContext context) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (String name : keyspaces()) {
            KeyspaceVSchema keyspace = session.snapshot().vschema().keyspace(name);
            String comment = String.join(
                    "; ",
                    keyspace.problems().stream()
                            .map(problem -> problem.message())
                            .toList());
            rows.add(row(name, Boolean.toString(keyspace.sharded()), comment));
        }
        rows(context, List.of("Keyspace", "Sharded", "Comment"), rows);
    }

    private void vschemaVindexes(Statement.Show show, StatementContext context) {
        Optional<TableName> table = show.from();
        List<List<@Nullable String>> rows = new ArrayList<>();
        if (table.isPresent()) {
            String keyspace = table.get()
                    .database()
                    .or(() -> session.target().findKeyspace())
                    .orElseThrow(io.shardgate.vschema.error.SqlError.NO_DATABASE_SELECTED::exception);
            TableVSchema found =
                    session.snapshot().vschema().table(keyspace, table.get().table());
            for (ColumnVindex vindex : found.columnVindexes()) {
                rows.add(row(
                        String.join(", ", vindex.columns()),
                        vindex.vindex().name(),
                        vindex.vindex().type()));
            }
            rows(context, List.of("Columns", "Name", "Type"), rows);
            return;
        }
        KeyspaceVSchema keyspace = vschemaOfTarget();
        keyspace.vindexes().forEach((name, vindex) -> rows.add(row(keyspace.name(), name, vindex.type())));
        rows(context, List.of("Keyspace", "Name", "Type"), rows);
    }

    private void warnings(StatementContext context, Predicate<Warning> which) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Warning warning : session.warnings()) {
            if (which.test(warning)) {
                rows.add(row(warning.level(), Integer.toString(warning.code()), warning.message()));
            }
        }
        List<ColumnDefinition> columns = List.of(
                ColumnDefinition.text("Level", 7),
                ColumnDefinition.unsignedInt("Code"),
                ColumnDefinition.text("Message", 512));
        ResultWriter.write(session.output(), context.format(), columns, rows);
        context.completion().succeeded(StatementResult.ofDiagnostics(rows.size()));
    }

    private void count(StatementContext context, String column, int count) {
        ResultWriter.write(
                session.output(),
                context.format(),
                List.of(ColumnDefinition.integer(column)),
                List.of(row(Integer.toString(count))));
        context.completion().succeeded(StatementResult.ofDiagnostics(1));
    }

    private void names(String column, List<String> names, Statement.Show show, StatementContext context) {
        Predicate<String> filter = like(show.like());
        String heading =
                show.like().map(pattern -> column + " (" + pattern + ")").orElse(column);
        List<List<@Nullable String>> rows = new ArrayList<>();
        names.stream().filter(filter).forEach(name -> rows.add(row(name)));
        rows(context, List.of(heading), rows);
    }

    private void rows(StatementContext context, List<String> columns, List<List<@Nullable String>> rows) {
        List<ColumnDefinition> definitions =
                columns.stream().map(ColumnDefinition::text).toList();
        ResultWriter.write(session.output(), context.format(), definitions, rows);
        context.completion().succeeded(StatementResult.ofRows(rows.size()));
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return java.util.Arrays.asList(values);
    }

    /** LIKE as MySQL compares names: % for anything, _ for one character, in any case. */
    private static Predicate<String> like(Optional<String> pattern) {
        if (pattern.isEmpty()) {
            return name -> true;
        }
        var regex = new StringBuilder();
        String text = pattern.get();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                regex.append(Pattern.quote(String.valueOf(text.charAt(i))));
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return name -> compiled.matcher(name).matches();
    }
}
