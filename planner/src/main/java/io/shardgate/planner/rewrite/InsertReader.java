package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.QueryParser;
import io.shardgate.planner.ast.TableScan;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.splice.InsertRows;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.value.SqlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the parts of an INSERT or REPLACE. All positions are token indexes. */
final class InsertReader {

    private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE");

    private final TokenView view;
    private int at;

    private TableScan.Name table = new TableScan.Name(Optional.empty(), "");
    private Optional<List<String>> columns = Optional.empty();
    private int columnsClose = -1;
    private int afterTable;
    private Source source = Source.ROWS;
    private InsertRows rows = new InsertRows.Listed(List.of());
    private int rowsFrom;
    private int rowsTo;
    private final List<List<String>> updated = new ArrayList<>();
    private final List<Expr> updates = new ArrayList<>();

    /** Where the rows come from. */
    enum Source {
        ROWS,
        SET,
        QUERY
    }

    InsertReader(TokenView view) {
        this.view = view;
    }

    TableScan.Name table() {
        return table;
    }

    /** The columns that are named; empty when none are, which is not the same as an empty list. */
    Optional<List<String>> columns() {
        return columns;
    }

    /** The parenthesis that ends the list of columns, or -1. */
    int columnsClose() {
        return columnsClose;
    }

    Source source() {
        return source;
    }

    InsertRows rows() {
        return rows;
    }

    /** The first token of the rows, or of the query. */
    int rowsFrom() {
        return rowsFrom;
    }

    /** The token after the rows, or after the query. */
    int rowsTo() {
        return rowsTo;
    }

    /** The columns that ON DUPLICATE KEY UPDATE assigns, each with its qualifiers. */
    List<List<String>> updated() {
        return updated;
    }

    /** What ON DUPLICATE KEY UPDATE assigns to them. */
    List<Expr> updates() {
        return updates;
    }

    /** Reads as far as the table's name. */
    InsertReader readTable() {
        at = 1;
        while (MODIFIERS.contains(view.word(at))) {
            at++;
        }
        if (view.is(at, "INTO")) {
            at++;
        }
        if (!view.isName(at)) {
            throw view.unreadable(at);
        }
        if (view.is(at + 1, ".") && view.isName(at + 2)) {
            table = new TableScan.Name(Optional.of(view.name(at)), view.name(at + 2));
            at += 3;
        } else {
            table = new TableScan.Name(Optional.empty(), view.name(at));
            at++;
        }
        afterTable = at;
        return this;
    }

    /** Reads the rest. */
    InsertReader readAll() {
        at = afterTable;
        if (view.is(at, "PARTITION") && view.is(at + 1, "(")) {
            at = view.partner(at + 1) + 1;
        }
        boolean hasColumns = view.is(at, "(")
                && !view.is(at + 1, "SELECT")
                && !view.is(at + 1, "WITH")
                && !view.is(at + 1, "(")
                && !view.is(at + 1, "TABLE");
        if (hasColumns) {
            readColumns();
        }
        if (view.is(at, "VALUES") || view.is(at, "VALUE")) {
            at++;
            readRows();
        } else if (view.is(at, "SET")) {
            at++;
            readSet();
        } else if (view.is(at, "SELECT") || view.is(at, "WITH") || view.is(at, "(") || view.is(at, "TABLE")) {
            source = Source.QUERY;
            rowsFrom = at;
            rowsTo = onDuplicate(at);
        } else {
            throw view.unreadable(at);
        }
        readTail();
        return this;
    }

    private void readColumns() {
        columnsClose = view.partner(at);
        var names = new ArrayList<String>();
        int i = at + 1;
        while (i < columnsClose) {
            while (view.is(i + 1, ".")) {
                i += 2;
            }
            if (!view.isName(i)) {
                throw view.unreadable(i);
            }
            names.add(view.name(i));
            i++;
            boolean more = view.is(i, ",");
            if (!more && i != columnsClose) {
                throw view.unreadable(i);
            }
            i++;
            if (more && i >= columnsClose) {
                throw view.unreadable(i);
            }
        }
        columns = Optional.of(names);
        at = columnsClose + 1;
    }

    private void readRows() {
        rowsFrom = at;
        if (view.kind(at) == TokenKind.ROWS) {
            int token = view.ordinal(at);
            rows = new InsertRows.Slot(token, view.tokens().listArity(token));
            at++;
        } else {
            readListedRows();
        }
        rowsTo = at;
    }

    private void readListedRows() {
        var all = new ArrayList<List<InsertRows.Value>>();
        boolean more = true;
        while (more) {
            if (view.is(at, "ROW")) {
                throw SqlError.UNSUPPORTED_QUERY.exception("VALUES ROW(...) in an INSERT into a sharded keyspace");
            }
            if (!view.is(at, "(")) {
                throw view.unreadable(at);
            }
            int close = view.partner(at);
            var row = new ArrayList<InsertRows.Value>();
            int start = at + 1;
            while (start < close) {
                int comma = view.find(",", start, close);
                int stop = comma < 0 ? close : comma;
                row.add(value(start, stop));
                start = stop + 1;
                if (comma >= 0 && start >= close) {
                    throw view.unreadable(close);
                }
            }
            if (!all.isEmpty() && all.get(0).size() != row.size()) {
                throw SqlError.COLUMN_COUNT_MISMATCH.exception(all.size() + 1);
            }
            all.add(row);
            at = close + 1;
            more = view.is(at, ",");
            if (more) {
                at++;
            }
        }
        rows = new InsertRows.Listed(all);
    }

    private InsertRows.Value value(int from, int to) {
        int first = view.ordinal(from);
        int end = view.ordinal(to);
        if (from >= to) {
            throw view.unreadable(from);
        }
        if (to - from == 1) {
            if (view.is(from, "DEFAULT")) {
                return new InsertRows.Default(first, end);
            }
            if (view.is(from, "NULL") || view.kind(from) == TokenKind.BACKSLASH_N) {
                return new InsertRows.Given(new ValueRef.Constant(SqlValue.ofNull()), first, end);
            }
            if (view.is(from, "TRUE") || view.is(from, "FALSE")) {
                var number = SqlValue.of(view.is(from, "TRUE") ? 1 : 0);
                return new InsertRows.Given(new ValueRef.Constant(number), first, end);
            }
            if (view.kind(from) == TokenKind.PARAMETER) {
                var parameter = new ValueRef.Parameter(view.tokens().parameterIndex(first));
                return new InsertRows.Given(parameter, first, end);
            }
            if (view.kind(from).isLiteral()) {
                return new InsertRows.Given(new ValueRef.Literal(first, false), first, end);
            }
        }
        boolean isSigned = to - from == 2
                && (view.is(from, "-") || view.is(from, "+"))
                && (view.kind(from + 1) == TokenKind.INTEGER || view.kind(from + 1) == TokenKind.DECIMAL);
        if (isSigned) {
            var literal = new ValueRef.Literal(view.ordinal(from + 1), view.is(from, "-"));
            return new InsertRows.Given(literal, first, end);
        }
        return computed(from, to);
    }

    private InsertRows.Value computed(int from, int to) {
        // Read only to be sure that it is an expression.
        expression(from, to);
        return new InsertRows.Computed(view.ordinal(from), view.ordinal(to));
    }

    private Expr expression(int from, int to) {
        for (int i = from; i < to; i++) {
            if (view.is(i, "SELECT") && !view.isQualified(i)) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "a query among the values of an INSERT into a sharded keyspace: " + view.fragment(from, to));
            }
        }
        Query query = QueryParser.parse(view, QueryParser.Part.text("SELECT "), QueryParser.Part.tokens(from, to));
        boolean isExpression = query instanceof Query.Block block
                && block.items().size() == 1
                && block.items().get(0) instanceof Query.Output;
        if (!isExpression) {
            throw view.unreadable(from);
        }
        return ((Query.Output) ((Query.Block) query).items().get(0)).expr();
    }

    private void readSet() {
        source = Source.SET;
        rowsFrom = at;
        rowsTo = onDuplicate(at);
        var names = new ArrayList<String>();
        var row = new ArrayList<InsertRows.Value>();
        int start = at;
        while (start < rowsTo) {
            int comma = view.find(",", start, rowsTo);
            int stop = comma < 0 ? rowsTo : comma;
            int equals = start;
            while (equals < stop && !view.is(equals, "=") && !view.is(equals, ":=")) {
                equals++;
            }
            if (equals <= start || !view.isName(equals - 1)) {
                throw view.unreadable(start);
            }
            names.add(view.name(equals - 1));
            row.add(value(equals + 1, stop));
            start = stop + 1;
            if (comma >= 0 && start >= rowsTo) {
                throw view.unreadable(comma);
            }
        }
        columns = Optional.of(names);
        rows = new InsertRows.Listed(List.of(row));
        at = rowsTo;
    }

    private int onDuplicate(int from) {
        for (int i = from; i < view.count(); i++) {
            if (view.is(i, "(")) {
                i = view.partner(i);
            } else if (view.is(i, "ON") && view.is(i + 1, "DUPLICATE")) {
                return i;
            } else if (view.is(i, "RETURNING") && !view.isQualified(i)) {
                return i;
            }
        }
        return view.count();
    }

    private void readTail() {
        at = rowsTo;
        if (view.is(at, "AS") && view.isName(at + 1)) {
            at += 2;
            if (view.is(at, "(")) {
                at = view.partner(at) + 1;
            }
        }
        if (at == view.count()) {
            return;
        }
        boolean isUpdate = view.is(at, "ON")
                && view.is(at + 1, "DUPLICATE")
                && view.is(at + 2, "KEY")
                && view.is(at + 3, "UPDATE");
        if (!isUpdate) {
            if (view.is(at, "RETURNING")) {
                throw SqlError.UNSUPPORTED_QUERY.exception("RETURNING with sharded tables");
            }
            throw view.unreadable(at);
        }
        int start = at + 4;
        if (start >= view.count()) {
            throw view.unreadable(start);
        }
        while (start < view.count()) {
            int comma = view.find(",", start, view.count());
            int stop = comma < 0 ? view.count() : comma;
            int equals = view.find("=", start, stop);
            if (equals <= start || equals + 1 >= stop) {
                throw view.unreadable(start);
            }
            var names = new ArrayList<String>();
            for (int i = start; i < equals; i += 2) {
                names.add(view.name(i));
            }
            updated.add(names);
            updates.add(expression(equals + 1, stop));
            start = stop + 1;
        }
    }
}
