package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.From;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.QueryParser;
import io.shardgate.planner.ast.Tables;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.operator.Analyzer;
import io.shardgate.planner.operator.Router;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.splice.InsertRows;
import io.shardgate.planner.splice.Piece;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.model.AutoIncrement;
import io.shardgate.vschema.model.ColumnVindex;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Plans INSERT and REPLACE. Used once. */
public final class InsertPlanner {

    private final StatementContext context;
    private final TokenView view;
    private final InsertReader reader;

    public InsertPlanner(StatementContext context) {
        this.context = context;
        this.view = context.view();
        this.reader = new InsertReader(view);
    }

    /**
     * Plans the statement.
     *
     * @param scanned the keyspaces of all tables in it, as far as that can be told from its words
     */
    public Primitive plan(Set<String> scanned) {
        return plan(scanned, Optional.empty());
    }

    /** Plans the statement for one shard, which the client has chosen and to which the routing leads. */
    public Primitive planFor(Routing target) {
        return plan(Set.of(), Optional.of(target));
    }

    private Primitive plan(Set<String> scanned, Optional<Routing> target) {
        reader.readTable();
        TableVSchema table =
                context.schema().find(reader.table().keyspace(), reader.table().table());
        boolean sharded = context.schema().isSharded(table);
        boolean isForeign = scanned.stream().anyMatch(keyspace -> !keyspace.equals(table.keyspace()));
        if (!sharded && table.autoIncrement().isEmpty() && !isForeign) {
            return new Dml(
                    table.keyspace(),
                    Routing.Unsharded.UNSHARDED,
                    SplicedText.WHOLE,
                    Dml.Counting.SUM,
                    "keyspace " + table.keyspace() + " is unsharded");
        }
        reader.readAll();
        if (table.type() == TableVSchema.Type.REFERENCE && table.source().isPresent()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "writing the reference table " + table.name() + ", which is a copy; write its source");
        }
        for (ColumnVindex vindex : table.columnVindexes()) {
            if (vindex.owned()) {
                throw SqlError.UNSUPPORTED_QUERY.exception("writing %s, whose lookup vindex %s would have to be kept"
                        .formatted(table.name(), vindex.vindex().name()));
            }
        }
        boolean isAnywhere = target.isPresent() && context.options().unownedWrites();
        if (!isAnywhere) {
            refuseKeyUpdates(table);
        }
        TableSchema schema = context.schema().tracked(table);
        List<String> columns = columns(schema);
        return reader.source() == InsertReader.Source.QUERY
                ? planQuery(table, schema, columns, target)
                : planRows(table, schema, columns, target);
    }

    private void refuseKeyUpdates(TableVSchema table) {
        for (List<String> updated : reader.updated()) {
            String column = updated.get(updated.size() - 1);
            boolean isKey = table.columnVindexes().stream()
                    .flatMap(vindex -> vindex.columns().stream())
                    .anyMatch(name -> name.equalsIgnoreCase(column));
            if (isKey) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "ON DUPLICATE KEY UPDATE of %s.%s, which decides on which shard the row is"
                                .formatted(table.name(), column));
            }
        }
    }

    private List<String> columns(TableSchema schema) {
        if (reader.columns().isEmpty()) {
            return schema.columns().stream()
                    .filter(column -> !column.isInvisible())
                    .map(ColumnSchema::name)
                    .toList();
        }
        List<String> named = reader.columns().get();
        var seen = new HashSet<String>();
        for (String column : named) {
            if (schema.findColumn(column).isEmpty()) {
                throw SqlError.UNKNOWN_COLUMN.exception(column, "field list");
            }
            if (!seen.add(column.toLowerCase(Locale.ROOT))) {
                throw SqlError.COLUMN_SPECIFIED_TWICE.exception(column);
            }
        }
        return named;
    }

    private static int position(List<String> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private Primitive planRows(TableVSchema table, TableSchema schema, List<String> named, Optional<Routing> target) {
        InsertRows rows = reader.rows();
        // Rows without any value take all defaults, whether or not columns are named.
        List<String> columns = rows.width() == 0 && reader.columns().isEmpty() ? List.of() : named;
        if (rows.width() != columns.size()) {
            throw SqlError.COLUMN_COUNT_MISMATCH.exception(1);
        }
        Optional<Insert.Generated> generated = table.autoIncrement().map(auto -> generated(auto, columns));
        Insert.Placement placement = placement(table, schema, columns, target);
        boolean isWhole = !(placement instanceof Insert.ByVindex) && generated.isEmpty();
        boolean isSet = reader.source() == InsertReader.Source.SET;
        SplicedText text;
        if (isWhole || (isSet && generated.isEmpty())) {
            text = SplicedText.WHOLE;
        } else {
            text = isSet ? setText(generated.orElseThrow()) : rowsText(generated);
        }
        return new Insert(table.keyspace(), rows, placement, generated, text, reason(placement));
    }

    private static String reason(Insert.Placement placement) {
        if (placement instanceof Insert.ByVindex vindex) {
            return "each row goes where vindex " + vindex.vindex().name() + " puts it";
        }
        if (placement instanceof Insert.EveryShard) {
            return "each shard has the reference table";
        }
        return placement instanceof Insert.Pinned ? "the table is at one keyspace id" : "the keyspace is unsharded";
    }

    private Insert.Generated generated(AutoIncrement auto, List<String> columns) {
        int position = position(columns, auto.column());
        return new Insert.Generated(
                auto.sequenceKeyspace(),
                auto.sequenceTable(),
                auto.column(),
                position < 0 ? columns.size() : position,
                !context.options().noAutoValueOnZero());
    }

    private Insert.Placement placement(
            TableVSchema table, TableSchema schema, List<String> columns, Optional<Routing> target) {
        boolean isAnywhere = target.isPresent() && context.options().unownedWrites();
        if (!context.schema().isSharded(table) || isAnywhere) {
            return Insert.Unsharded.UNSHARDED;
        }
        if (table.type() == TableVSchema.Type.REFERENCE) {
            return Insert.EveryShard.EVERY_SHARD;
        }
        if (table.pinned().isPresent()) {
            return new Insert.Pinned(table.pinned().get());
        }
        ColumnVindex primary = table.findPrimaryVindex().orElseThrow();
        boolean computes =
                primary.vindex() instanceof SingleColumnVindex || primary.vindex() instanceof MultiColumnVindex;
        if (!computes) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "rows that are placed by vindex " + primary.vindex().name() + ", which does not compute");
        }
        var keys = new ArrayList<Insert.KeyValue>();
        for (String name : primary.columns()) {
            ColumnSchema column =
                    schema.findColumn(name).orElseThrow(() -> SqlError.UNKNOWN_COLUMN.exception(name, "field list"));
            if (column.isGenerated()) {
                throw SqlError.UNSUPPORTED_QUERY.exception("rows that are placed by the generated column " + name);
            }
            keys.add(new Insert.KeyValue(column, position(columns, name), fallback(column)));
        }
        return new Insert.ByVindex(keys, primary.vindex());
    }

    /** The default, as far as it is a constant. */
    private static Optional<SqlValue> fallback(ColumnSchema column) {
        if (column.defaultValue() instanceof ColumnDefault.Literal literal) {
            return Optional.of(SqlValue.of(literal.text()));
        }
        boolean isNull = column.nullable() && !(column.defaultValue() instanceof ColumnDefault.Expression);
        return isNull ? Optional.of(SqlValue.ofNull()) : Optional.empty();
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    private SplicedText rowsText(Optional<Insert.Generated> generated) {
        var text = new SplicedText.Builder();
        int position = generated.map(Insert.Generated::position).orElse(-1);
        boolean isAdded = position == reader.rows().width();
        if (isAdded && reader.columnsClose() >= 0) {
            text.copy(0, view.ordinal(reader.columnsClose()));
            boolean first = reader.columns().orElse(List.of()).isEmpty();
            text.fixed((first ? "" : ", ") + quoted(generated.orElseThrow().column()));
            text.copy(view.ordinal(reader.columnsClose()), view.ordinal(reader.rowsFrom()));
        } else if (isAdded) {
            text.copy(0, view.ordinal(reader.rowsFrom() - 1));
            text.fixed(" (" + quoted(generated.orElseThrow().column()) + ") ");
            text.copy(view.ordinal(reader.rowsFrom() - 1), view.ordinal(reader.rowsFrom()));
        } else {
            text.copy(0, view.ordinal(reader.rowsFrom()));
        }
        text.fixed(" ").add(new Piece.Rows(reader.rows(), position));
        ScatterBlock.copyAfter(text, view.ordinal(reader.rowsTo()), view.end());
        return text.build();
    }

    private SplicedText setText(Insert.Generated generated) {
        var text = new SplicedText.Builder();
        if (generated.position() < reader.rows().width()) {
            InsertRows.Value value =
                    ((InsertRows.Listed) reader.rows()).rows().get(0).get(generated.position());
            text.copy(0, value.from()).fixed(" ").add(new Piece.GeneratedOr(value.from(), value.to()));
            ScatterBlock.copyAfter(text, value.to(), view.end());
        } else {
            int end = view.ordinal(reader.rowsTo());
            text.copy(0, end).fixed(", " + quoted(generated.column()) + " = ").add(new Piece.GeneratedOr(end, end));
            ScatterBlock.copyAfter(text, end, view.end());
        }
        return text.build();
    }

    private Primitive planQuery(
            TableVSchema table, TableSchema schema, List<String> columns, Optional<Routing> target) {
        Optional<Primitive> local = planLocally(table, columns);
        if (local.isPresent()) {
            return local.get();
        }
        requireNothingOfTheQuery(table);
        Insert.Placement placement = placement(table, schema, columns, target);
        Optional<Insert.Generated> generated = table.autoIncrement().map(auto -> generated(auto, columns));
        StatementContext source = context.part(reader.rowsFrom(), reader.rowsTo());
        Primitive input = target.isPresent()
                ? new Route(table.keyspace(), target.get(), SelectPlanner.unchanged(source.view()), "the target")
                : new SelectPlanner(source).plan();
        return new InsertSelect(
                input,
                table.keyspace(),
                columns.stream()
                        .map(column -> schema.findColumn(column).orElseThrow())
                        .toList(),
                placement,
                generated,
                queryHead(generated),
                new SplicedText.Builder()
                        .copy(view.ordinal(reader.rowsTo()), view.end())
                        .build(),
                reason(placement));
    }

    private SplicedText queryHead(Optional<Insert.Generated> generated) {
        var text = new SplicedText.Builder();
        int rows = view.ordinal(reader.rowsFrom());
        boolean isAdded = generated.isPresent()
                && reader.columnsClose() >= 0
                && position(reader.columns().orElseThrow(), generated.get().column()) < 0;
        if (isAdded) {
            int close = view.ordinal(reader.columnsClose());
            text.copy(view.start(), close)
                    .fixed(", " + quoted(generated.orElseThrow().column()))
                    .copy(close, rows);
        } else {
            text.copy(view.start(), rows);
        }
        return text.fixed(" values").build();
    }

    /** The rows come from elsewhere, where what belongs to the query means nothing. */
    private void requireNothingOfTheQuery(TableVSchema table) {
        for (Expr update : reader.updates()) {
            if (mentionsQuery(update, table)) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "ON DUPLICATE KEY UPDATE of values that may be the query's, in INSERT ... SELECT between shards; write VALUES(column) for what would be inserted, and %s.column for what is there: %s"
                                .formatted(table.name(), view.fragment(update.range())));
            }
        }
    }

    private static boolean mentionsQuery(Expr expr, TableVSchema table) {
        if (expr instanceof Expr.Column column) {
            List<String> qualifiers = column.qualifiers();
            return qualifiers.isEmpty()
                    || !qualifiers.get(qualifiers.size() - 1).equalsIgnoreCase(table.name());
        }
        boolean isInserted = expr instanceof Expr.Call call
                && (call.name().equals("values") || call.name().equals("value"));
        boolean isQuery = expr instanceof Expr.Subquery || expr instanceof Expr.Exists || expr instanceof Expr.InQuery;
        return isQuery || (!isInserted && expr.children().stream().anyMatch(child -> mentionsQuery(child, table)));
    }

    /** INSERT ... SELECT where each shard inserts what it selects; empty when rows may belong elsewhere. */
    private Optional<Primitive> planLocally(TableVSchema table, List<String> columns) {
        boolean mayBeLocal = context.schema().isSharded(table)
                && table.type() != TableVSchema.Type.REFERENCE
                && table.autoIncrement().isEmpty();
        if (!mayBeLocal) {
            return Optional.empty();
        }
        Query query = QueryParser.parse(view, reader.rowsFrom(), reader.rowsTo());
        for (From.Table source : Tables.in(query)) {
            boolean isOwn = !context.isSystemTable(source)
                    && context.schema().find(source).keyspace().equals(table.keyspace());
            if (!isOwn) {
                return Optional.empty();
            }
        }
        var router = new Router(context.values());
        var analyzer = new Analyzer(context.schema(), router);
        Analysis analysis = analyzer.analyze(query);
        Router.Choice choice = analyzer.route(analysis);
        if (analysis.outputs().size() != columns.size()) {
            throw SqlError.COLUMN_COUNT_MISMATCH.exception(1);
        }
        boolean staysWhole =
                choice.routing().isSingle() || analysis.reasonsForOneShard().isEmpty();
        if (!staysWhole || !isSamePlace(table, columns, analysis)) {
            return Optional.empty();
        }
        router.guards().forEach(context::guard);
        return Optional.of(new Dml(
                table.keyspace(),
                choice.routing(),
                SplicedText.WHOLE,
                Dml.Counting.SUM,
                choice.reason() + "; rows stay on their shard"));
    }

    private static boolean isSamePlace(TableVSchema table, List<String> columns, Analysis analysis) {
        if (table.findPrimaryVindex().isEmpty() || analysis.isAnywhere()) {
            return false;
        }
        ColumnVindex primary = table.findPrimaryVindex().get();
        var selected = new ArrayList<BoundColumn>();
        for (String name : primary.columns()) {
            int position = position(columns, name);
            if (position >= 0) {
                analysis.outputs().get(position).origin().ifPresent(selected::add);
            }
        }
        return selected.size() == primary.columns().size() && analysis.isPlacedBy(primary.vindex(), selected);
    }
}
