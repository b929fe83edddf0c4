package io.shardgate.planner.ast;

import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperation;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.UnionOp;
import net.sf.jsqlparser.statement.select.WithItem;
import org.jspecify.annotations.Nullable;

/** Reads JSqlParser's queries. */
final class QueryReader {

    private final TokenView view;
    private final ExprReader exprs;

    QueryReader(TokenView view) {
        this.view = view;
        this.exprs = new ExprReader(view, this::read);
    }

    Query read(Select select) {
        List<Query.Cte> ctes = ctes(select);
        List<Query.Order> orderBy = orders(select.getOrderByElements());
        Optional<Query.Limit> limit = limit(select);
        if (select instanceof PlainSelect plain) {
            return block(plain, ctes, orderBy, limit);
        }
        if (select instanceof SetOperationList set) {
            return setOperation(set, ctes, orderBy, limit);
        }
        if (select instanceof ParenthesedSelect parenthesed) {
            Query inner = read(parenthesed.getSelect());
            if (ctes.isEmpty() && orderBy.isEmpty() && limit.isEmpty()) {
                return inner;
            }
            // A query of one part keeps the inner ORDER BY and LIMIT apart from the outer ones.
            return new Query.SetOperation(ctes, List.of(inner), true, true, orderBy, limit);
        }
        throw SqlError.UNSUPPORTED_QUERY.exception("VALUES and TABLE as queries with sharded keyspaces");
    }

    private List<Query.Cte> ctes(Select select) {
        var ctes = new ArrayList<Query.Cte>();
        if (select.getWithItemsList() != null) {
            for (WithItem<?> item : select.getWithItemsList()) {
                ctes.add(cte(item));
            }
        }
        return ctes;
    }

    private Query.Cte cte(WithItem<?> item) {
        if (item.isRecursive()) {
            throw SqlError.UNSUPPORTED_QUERY.exception("recursive common table expressions with sharded tables");
        }
        var columns = new ArrayList<String>();
        if (item.getWithItemList() != null) {
            for (SelectItem<?> column : item.getWithItemList()) {
                if (!(column.getExpression() instanceof Column named)) {
                    throw SqlError.UNSUPPORTED_QUERY.exception("the columns of a common table expression as written");
                }
                columns.add(exprs.name(named.getColumnName()));
            }
        }
        String name = exprs.name(item.getAlias().getName());
        return new Query.Cte(name, columns, read(item.getSelect()));
    }

    private Query block(
            PlainSelect plain, List<Query.Cte> ctes, List<Query.Order> orderBy, Optional<Query.Limit> limit) {
        var items = new ArrayList<Query.Item>();
        for (SelectItem<?> item : plain.getSelectItems()) {
            items.add(item(item));
        }
        var groupBy = new ArrayList<Expr>();
        if (plain.getGroupBy() != null) {
            groupBy.addAll(exprs.readAll(plain.getGroupBy().getGroupByExpressionList()));
        }
        var grouping = new Query.Grouping(groupBy, optional(plain.getHaving()));
        boolean distinct = plain.getDistinct() != null;
        return new Query.Block(
                ctes, distinct, items, from(plain), optional(plain.getWhere()), grouping, orderBy, limit);
    }

    private Optional<Expr> optional(@Nullable Expression expression) {
        return expression == null ? Optional.empty() : Optional.of(exprs.read(expression));
    }

    private Query.Item item(SelectItem<?> item) {
        if (item.getExpression() instanceof AllTableColumns all) {
            Table table = all.getTable();
            var qualifiers = new ArrayList<String>();
            if (table.getSchemaName() != null) {
                qualifiers.add(exprs.name(table.getSchemaName()));
            }
            qualifiers.add(exprs.name(table.getName()));
            return new Query.Star(qualifiers);
        }
        if (item.getExpression() instanceof AllColumns) {
            return new Query.Star(List.of());
        }
        Optional<String> alias = item.getAlias() == null
                ? Optional.empty()
                : Optional.of(exprs.name(item.getAlias().getName()));
        return new Query.Output(exprs.read(item.getExpression()), alias);
    }

    /** Commas bind more loosely than joins, but the parser gives both in one list. */
    private List<From> from(PlainSelect plain) {
        if (plain.getFromItem() == null) {
            return List.of();
        }
        var items = new ArrayList<From>();
        From current = fromItem(plain.getFromItem());
        if (plain.getJoins() != null) {
            for (Join join : plain.getJoins()) {
                if (join.isSimple()) {
                    items.add(current);
                    current = fromItem(join.getFromItem());
                } else {
                    current = join(current, join);
                }
            }
        }
        items.add(current);
        return items;
    }

    private From join(From left, Join join) {
        if (join.isNatural()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "NATURAL JOIN with sharded tables; write the columns with USING or ON");
        }
        if (join.isFull() || (join.isOuter() && !join.isLeft() && !join.isRight()) || join.isSemi() || join.isApply()) {
            throw view.unreadable(0);
        }
        if (join.getOnExpressions().size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "nested joins without parentheses with sharded tables; put the inner join in parentheses");
        }
        From.Join.Kind kind =
                join.isLeft() ? From.Join.Kind.LEFT : join.isRight() ? From.Join.Kind.RIGHT : From.Join.Kind.INNER;
        Optional<Expr> on = join.getOnExpressions().isEmpty()
                ? Optional.empty()
                : Optional.of(exprs.read(join.getOnExpressions().iterator().next()));
        var using = new ArrayList<String>();
        if (join.getUsingColumns() != null) {
            for (Column column : join.getUsingColumns()) {
                using.add(exprs.name(column.getColumnName()));
            }
        }
        return new From.Join(left, fromItem(join.getFromItem()), kind, on, using);
    }

    private From fromItem(FromItem item) {
        if (item instanceof Table table) {
            return table(table);
        }
        if (item instanceof ParenthesedSelect select) {
            if (select.getAlias() == null) {
                throw SqlError.UNSUPPORTED_QUERY.exception("a query in FROM without a name of its own");
            }
            var columns = new ArrayList<String>();
            if (select.getAlias().getAliasColumns() != null) {
                select.getAlias().getAliasColumns().forEach(column -> columns.add(exprs.name(column.name)));
            }
            return new From.Derived(
                    read(select.getSelect()), exprs.name(select.getAlias().getName()), columns);
        }
        if (item instanceof ParenthesedFromItem parenthesed && parenthesed.getAlias() == null) {
            return parenthesed(parenthesed);
        }
        throw SqlError.UNSUPPORTED_QUERY.exception(item.getClass().getSimpleName() + " in FROM with sharded tables");
    }

    private From parenthesed(ParenthesedFromItem parenthesed) {
        From current = fromItem(parenthesed.getFromItem());
        if (parenthesed.getJoins() != null) {
            for (Join join : parenthesed.getJoins()) {
                current = join.isSimple()
                        ? new From.Join(
                                current,
                                fromItem(join.getFromItem()),
                                From.Join.Kind.INNER,
                                Optional.empty(),
                                List.of())
                        : join(current, join);
            }
        }
        return current;
    }

    private From table(Table table) {
        Optional<String> keyspace =
                table.getSchemaName() == null ? Optional.empty() : Optional.of(exprs.name(table.getSchemaName()));
        Optional<String> alias = table.getAlias() == null
                ? Optional.empty()
                : Optional.of(exprs.name(table.getAlias().getName()));
        int last = exprs.ordinal(table.getName());
        int first = table.getSchemaName() == null ? last : exprs.ordinal(table.getSchemaName());
        var range = new TokenRange(first, view.ordinal(view.index(last) + 1));
        return new From.Table(keyspace, exprs.name(table.getName()), alias, range);
    }

    private List<Query.Order> orders(@Nullable List<OrderByElement> elements) {
        var orders = new ArrayList<Query.Order>();
        if (elements != null) {
            for (OrderByElement element : elements) {
                orders.add(new Query.Order(exprs.read(element.getExpression()), !element.isAsc()));
            }
        }
        return orders;
    }

    private Optional<Query.Limit> limit(Select select) {
        net.sf.jsqlparser.statement.select.Limit limit = select.getLimit();
        if (limit == null) {
            return Optional.empty();
        }
        Optional<Expr> offset = optional(limit.getOffset());
        if (offset.isEmpty() && select.getOffset() != null) {
            offset = optional(select.getOffset().getOffset());
        }
        return Optional.of(new Query.Limit(exprs.read(limit.getRowCount()), offset));
    }

    private Query setOperation(
            SetOperationList set, List<Query.Cte> ctes, List<Query.Order> orderBy, Optional<Query.Limit> limit) {
        var parts = new ArrayList<Query>();
        for (Select part : set.getSelects()) {
            parts.add(read(part));
        }
        boolean all = true;
        boolean onlyUnion = true;
        for (SetOperation operation : set.getOperations()) {
            boolean isUnion = operation instanceof UnionOp;
            onlyUnion &= isUnion;
            all &= operation instanceof UnionOp union && union.isAll();
        }
        return new Query.SetOperation(ctes, parts, all, onlyUnion, orderBy, limit);
    }
}
