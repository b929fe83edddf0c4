package io.shardgate.planner.ast;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.value.SqlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;

/** Reads JSqlParser's expressions. A class that it has no reader for is refused. */
final class ExprReader {

    private static final Pattern NAME = Pattern.compile("[if][0-9]+");

    private final TokenView view;
    private final Surroundings surroundings;
    private final Function<Select, Query> queries;
    private final Map<Class<?>, Function<Expression, Expr>> readers = new HashMap<>();

    ExprReader(TokenView view, Function<Select, Query> queries) {
        this.view = view;
        this.surroundings = new Surroundings(view);
        this.queries = queries;
        on(Column.class, this::column);
        on(LongValue.class, this::value);
        on(SignedExpression.class, this::signed);
        on(ParenthesedExpressionList.class, this::parenthesised);
        on(AndExpression.class, and -> logical(and, true));
        on(OrExpression.class, or -> logical(or, false));
        on(NotExpression.class, not -> opaque(List.of(read(not.getExpression()))));
        on(EqualsTo.class, this::compare);
        on(NotEqualsTo.class, this::compare);
        on(MinorThan.class, this::compare);
        on(MinorThanEquals.class, this::compare);
        on(GreaterThan.class, this::compare);
        on(GreaterThanEquals.class, this::compare);
        on(LikeExpression.class, this::compare);
        on(InExpression.class, this::in);
        on(Between.class, this::between);
        on(IsNullExpression.class, this::isNull);
        on(Addition.class, this::arithmetic);
        on(Subtraction.class, this::arithmetic);
        on(Multiplication.class, this::arithmetic);
        on(Division.class, this::arithmetic);
        on(ExistsExpression.class, this::exists);
        on(ParenthesedSelect.class, select -> new Expr.Subquery(queries.apply(select), TokenRange.UNKNOWN));
        on(CaseExpression.class, this::caseExpression);
        on(net.sf.jsqlparser.expression.Function.class, this::call);
        on(AnalyticExpression.class, this::windowCall);
    }

    private <E extends Expression> void on(Class<E> type, Function<E, Expr> reader) {
        readers.put(type, expression -> reader.apply(type.cast(expression)));
    }

    Expr read(Expression expression) {
        Function<Expression, Expr> reader = readers.get(expression.getClass());
        if (reader == null) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "expressions of the kind " + expression.getClass().getSimpleName() + " with sharded tables");
        }
        return reader.apply(expression);
    }

    List<Expr> readAll(List<? extends Expression> expressions) {
        var read = new ArrayList<Expr>();
        for (Expression expression : expressions) {
            read.add(read(expression));
        }
        return read;
    }

    /** The ordinal in a name that the normaliser wrote. */
    int ordinal(String name) {
        if (!NAME.matcher(name).matches()) {
            // The parser takes some of its own keywords for names; the normaliser only leaves reserved words as they
            // are.
            throw view.unreadable(0);
        }
        return Integer.parseInt(name.substring(1));
    }

    String name(String name) {
        return view.name(view.index(ordinal(name)));
    }

    private TokenRange single(int ordinal) {
        return new TokenRange(ordinal, view.ordinal(view.index(ordinal) + 1));
    }

    private Expr column(Column column) {
        String[] parts = column.getFullyQualifiedName().split("\\.", -1);
        var names = new ArrayList<String>();
        for (String part : parts) {
            names.add(name(part));
        }
        TokenRange range = single(ordinal(parts[0])).to(single(ordinal(parts[parts.length - 1])));
        return new Expr.Column(names.subList(0, names.size() - 1), names.get(names.size() - 1), range);
    }

    private Expr value(LongValue literal) {
        int ordinal = Integer.parseInt(literal.getStringValue());
        int index = view.index(ordinal);
        TokenRange range = single(ordinal);
        TokenKind kind = view.kind(index);
        var ref = new ValueRef.Literal(ordinal, false);
        return switch (kind) {
            case INTEGER -> new Expr.Value(ref, Expr.Value.Kind.INTEGER, range);
            case DECIMAL -> new Expr.Value(ref, Expr.Value.Kind.DECIMAL, range);
            case FLOAT -> new Expr.Value(ref, Expr.Value.Kind.FLOAT, range);
            case STRING, NATIONAL_STRING, INTRODUCED_STRING, HEX, BIT -> string(index, ref, range);
            case TEMPORAL -> new Expr.Value(ref, Expr.Value.Kind.TEMPORAL, range);
            case PARAMETER -> {
                var parameter = new ValueRef.Parameter(view.tokens().parameterIndex(ordinal));
                yield new Expr.Value(parameter, Expr.Value.Kind.PARAMETER, range);
            }
            default -> word(index, range);
        };
    }

    /** Strings side by side are one string, which no single token is. */
    private Expr string(int index, ValueRef ref, TokenRange range) {
        TokenKind next = view.kind(index + 1);
        boolean continues =
                next == TokenKind.STRING || next == TokenKind.NATIONAL_STRING || next == TokenKind.INTRODUCED_STRING;
        return continues
                ? new Expr.Opaque(List.of(), TokenRange.UNKNOWN)
                : new Expr.Value(ref, Expr.Value.Kind.STRING, range);
    }

    private Expr word(int index, TokenRange range) {
        boolean isPlainNull = view.is(index, "NULL") || view.kind(index) == TokenKind.BACKSLASH_N;
        if (isPlainNull) {
            return new Expr.Value(new ValueRef.Constant(SqlValue.ofNull()), Expr.Value.Kind.NULL, range);
        }
        if (view.is(index, "TRUE") || view.is(index, "FALSE")) {
            var number = new ValueRef.Constant(SqlValue.of(view.is(index, "TRUE") ? 1 : 0));
            return new Expr.Value(number, Expr.Value.Kind.INTEGER, range);
        }
        // Variables, DEFAULT, what stands for COLLATE; a list is read where it may stand.
        return new Expr.Opaque(List.of(), range);
    }

    private Expr signed(SignedExpression signed) {
        Expr operand = read(signed.getExpression());
        TokenRange range = operand.range();
        if (!range.isKnown()) {
            return opaque(List.of(operand));
        }
        int sign = view.index(range.from()) - 1;
        TokenRange whole = new TokenRange(view.ordinal(sign), range.to());
        boolean isNumber = operand instanceof Expr.Value value
                && (value.kind() == Expr.Value.Kind.INTEGER || value.kind() == Expr.Value.Kind.DECIMAL)
                && value.ref() instanceof ValueRef.Literal literal
                && !literal.negative();
        boolean isOnlySign = !Rewriting.isPrefix(view, sign - 1);
        if (isNumber && isOnlySign && view.is(sign, "-")) {
            Expr.Value value = (Expr.Value) operand;
            int token = ((ValueRef.Literal) value.ref()).token();
            return new Expr.Value(new ValueRef.Literal(token, true), value.kind(), whole);
        }
        return new Expr.Arithmetic(view.word(sign), List.of(operand), whole);
    }

    private Expr parenthesised(ParenthesedExpressionList<?> list) {
        List<Expr> inner = readAll(list);
        if (inner.size() != 1) {
            return new Expr.Tuple(inner, inParentheses(hull(inner)));
        }
        Expr expr = inner.get(0);
        TokenRange whole = inParentheses(expr.range());
        boolean isOperand = !isPredicate(expr);
        if (isOperand) {
            return withRange(expr, whole);
        }
        return surroundings.isWhole(whole) ? withRange(expr, whole) : new Expr.Opaque(List.of(expr), whole);
    }

    private static boolean isPredicate(Expr expr) {
        return !(expr instanceof Expr.Column || expr instanceof Expr.Value || expr instanceof Expr.Arithmetic);
    }

    /** The expression with the parentheses around it counted in, where that matters. */
    private static Expr withRange(Expr expr, TokenRange range) {
        if (expr instanceof Expr.Column column) {
            return new Expr.Column(column.qualifiers(), column.name(), range);
        }
        if (expr instanceof Expr.Value value) {
            return new Expr.Value(value.ref(), value.kind(), range);
        }
        if (expr instanceof Expr.And and) {
            return new Expr.And(and.children(), range);
        }
        return expr instanceof Expr.Or or ? new Expr.Or(or.children(), range) : expr;
    }

    private TokenRange inParentheses(TokenRange range) {
        if (!range.isKnown()) {
            return range;
        }
        int before = view.index(range.from()) - 1;
        int after = view.index(range.to());
        boolean isWrapped = view.is(before, "(") && view.is(after, ")") && view.partner(before) == after;
        return isWrapped ? new TokenRange(view.ordinal(before), view.ordinal(after + 1)) : TokenRange.UNKNOWN;
    }

    private static TokenRange hull(List<Expr> parts) {
        if (parts.isEmpty()) {
            return TokenRange.UNKNOWN;
        }
        return parts.get(0).range().to(parts.get(parts.size() - 1).range());
    }

    private static Expr opaque(List<Expr> children) {
        return new Expr.Opaque(children, TokenRange.UNKNOWN);
    }

    /** AND or OR with any number of operands; what the tokens show to be something else, such as XOR, is opaque. */
    private Expr logical(BinaryExpression node, boolean isAnd) {
        Expr left = read(node.getLeftExpression());
        Expr right = read(node.getRightExpression());
        TokenRange range = left.range().to(right.range());
        String operator = surroundings.operator(left.range(), right.range());
        boolean confirmed = isAnd
                ? operator.equals("AND") || operator.equals("&&") || operator.isEmpty()
                : operator.equals("OR") || operator.equals("||");
        if (!confirmed) {
            return new Expr.Opaque(List.of(left, right), range);
        }
        var parts = new ArrayList<Expr>();
        for (Expr side : List.of(left, right)) {
            boolean sameKind = isAnd ? side instanceof Expr.And : side instanceof Expr.Or;
            parts.addAll(sameKind ? side.children() : List.of(side));
        }
        return isAnd ? new Expr.And(parts, range) : new Expr.Or(parts, range);
    }

    private Expr compare(BinaryExpression node) {
        Expr left = read(node.getLeftExpression());
        Expr right = read(node.getRightExpression());
        TokenRange range = left.range().to(right.range());
        String operator = surroundings.operator(left.range(), right.range());
        Expr.Compare.Op op = switch (operator) {
            case "=" -> Expr.Compare.Op.EQUAL;
            case "<=>" -> Expr.Compare.Op.NULL_SAFE_EQUAL;
            case "<" -> Expr.Compare.Op.LESS;
            case "<=" -> Expr.Compare.Op.LESS_OR_EQUAL;
            case ">" -> Expr.Compare.Op.GREATER;
            case ">=" -> Expr.Compare.Op.GREATER_OR_EQUAL;
            default -> Expr.Compare.Op.OTHER;
        };
        boolean certain = surroundings.isWhole(range)
                && surroundings.areBetween(left.range(), right.range(), operator)
                && !surroundings.holdsPredicate(right.range());
        return new Expr.Compare(op, left, right, certain, range);
    }

    private Expr in(InExpression in) {
        Expr left = read(in.getLeftExpression());
        if (in.getRightExpression() instanceof ParenthesedSelect select) {
            boolean certain = left.range().isKnown() && isInQuery(left.range(), in.isNot());
            return new Expr.InQuery(left, queries.apply(select), in.isNot(), certain, TokenRange.UNKNOWN);
        }
        if (!(in.getRightExpression() instanceof ParenthesedExpressionList<?> list)) {
            return opaque(List.of(left, read(in.getRightExpression())));
        }
        if (list.size() == 1 && list.get(0) instanceof LongValue only) {
            int ordinal = Integer.parseInt(only.getStringValue());
            TokenKind kind = view.kind(view.index(ordinal));
            if (kind == TokenKind.LIST || kind == TokenKind.ROWS) {
                return in(left, new ValueList.Slot(ordinal), List.of(), in.isNot(), single(ordinal));
            }
        }
        List<Expr> elements = readAll(list);
        boolean allValues = elements.stream().allMatch(Expr.Value.class::isInstance);
        List<ValueRef> refs = new ArrayList<>();
        if (allValues) {
            elements.forEach(element -> refs.add(((Expr.Value) element).ref()));
        }
        return in(left, new ValueList.Listed(refs), allValues ? List.of() : elements, in.isNot(), hull(elements));
    }

    private Expr in(Expr left, ValueList values, List<Expr> others, boolean negated, TokenRange elements) {
        TokenRange list = inParentheses(elements);
        TokenRange range = left.range().to(list);
        String[] words = negated ? new String[] {"NOT", "IN"} : new String[] {"IN"};
        boolean certain =
                surroundings.isWhole(range) && surroundings.areBetween(left.range(), list, words) && others.isEmpty();
        return new Expr.InValues(left, values, others, negated, certain, range);
    }

    /** {@code left IN (} or {@code left NOT IN (}, with nothing before or after that could bind more tightly. */
    private boolean isInQuery(TokenRange left, boolean negated) {
        int index = view.index(left.to());
        if (negated) {
            if (!view.is(index, "NOT")) {
                return false;
            }
            index++;
        }
        if (!view.is(index, "IN") || !view.is(index + 1, "(")) {
            return false;
        }
        return surroundings.isWhole(new TokenRange(left.from(), view.ordinal(view.partner(index + 1) + 1)));
    }

    private Expr between(Between between) {
        Expr operand = read(between.getLeftExpression());
        Expr low = read(between.getBetweenExpressionStart());
        Expr high = read(between.getBetweenExpressionEnd());
        TokenRange range = operand.range().to(high.range());
        boolean negated = between.isNot();
        String[] words = negated ? new String[] {"NOT", "BETWEEN"} : new String[] {"BETWEEN"};
        boolean certain = surroundings.isWhole(range)
                && surroundings.areBetween(operand.range(), low.range(), words)
                && surroundings.areBetween(low.range(), high.range(), "AND");
        return new Expr.Between(operand, low, high, negated, certain, range);
    }

    private Expr isNull(IsNullExpression isNull) {
        Expr operand = read(isNull.getLeftExpression());
        TokenRange left = operand.range();
        boolean plain = left.isKnown()
                && !isNull.isNot()
                && view.is(view.index(left.to()), "IS")
                && view.is(view.index(left.to()) + 1, "NULL");
        if (!plain) {
            return opaque(List.of(operand));
        }
        var range = new TokenRange(left.from(), view.ordinal(view.index(left.to()) + 2));
        return new Expr.IsNull(operand, surroundings.isWhole(range), range);
    }

    private Expr arithmetic(BinaryExpression node) {
        Expr left = read(node.getLeftExpression());
        Expr right = read(node.getRightExpression());
        String operator = surroundings.operator(left.range(), right.range());
        TokenRange range = left.range().to(right.range());
        boolean known = switch (operator) {
            case "+", "-", "*", "/", "%", "DIV", "MOD", "|", "&", "^", "<<", ">>" -> true;
            default -> false;
        };
        return known
                ? new Expr.Arithmetic(operator, List.of(left, right), range)
                : new Expr.Opaque(List.of(left, right), range);
    }

    private Expr exists(ExistsExpression exists) {
        if (exists.getRightExpression() instanceof ParenthesedSelect select) {
            return new Expr.Exists(queries.apply(select), TokenRange.UNKNOWN);
        }
        return opaque(List.of(read(exists.getRightExpression())));
    }

    private Expr caseExpression(CaseExpression cases) {
        var parts = new ArrayList<Expr>();
        if (cases.getSwitchExpression() != null) {
            parts.add(read(cases.getSwitchExpression()));
        }
        for (WhenClause when : cases.getWhenClauses()) {
            parts.add(read(when.getWhenExpression()));
            parts.add(read(when.getThenExpression()));
        }
        if (cases.getElseExpression() != null) {
            parts.add(read(cases.getElseExpression()));
        }
        return opaque(parts);
    }

    private Expr call(net.sf.jsqlparser.expression.Function call) {
        ExpressionList<?> parameters = call.getParameters();
        boolean star = parameters != null && parameters.size() == 1 && parameters.get(0) instanceof AllColumns;
        List<Expr> arguments = parameters == null || star ? List.of() : readAll(parameters);
        return call(call.getName(), arguments, call.isDistinct(), star, Optional.empty());
    }

    private Expr windowCall(AnalyticExpression call) {
        var arguments = new ArrayList<Expr>();
        for (Expression argument : new @org.jspecify.annotations.Nullable Expression[] {
            call.getExpression(), call.getOffset(), call.getDefaultValue()
        }) {
            if (argument != null && !(argument instanceof AllColumns)) {
                arguments.add(read(argument));
            }
        }
        boolean named = call.getWindowName() != null;
        var partition = new ArrayList<Expr>();
        if (call.getPartitionExpressionList() != null) {
            partition.addAll(readAll(call.getPartitionExpressionList()));
        }
        var order = new ArrayList<Expr>();
        if (call.getOrderByElements() != null) {
            for (OrderByElement element : call.getOrderByElements()) {
                order.add(read(element.getExpression()));
            }
        }
        var window = new Expr.Window(partition, order, named);
        return call(call.getName(), arguments, call.isDistinct(), call.isAllColumns(), Optional.of(window));
    }

    private Expr call(String name, List<Expr> arguments, boolean distinct, boolean star, Optional<Expr.Window> window) {
        // A function of a database is qualified; such a one is the servers' own and nothing that we know.
        String last = name.substring(name.lastIndexOf('.') + 1);
        int index = view.index(ordinal(last));
        boolean isCalled = view.is(index + 1, "(");
        int end = isCalled ? view.partner(index + 1) + 1 : index + 1;
        TokenRange range =
                window.isPresent() ? TokenRange.UNKNOWN : new TokenRange(view.ordinal(index), view.ordinal(end));
        String plain = view.name(index).toLowerCase(java.util.Locale.ROOT);
        return new Expr.Call(name.contains(".") ? name + "." + plain : plain, arguments, distinct, star, window, range);
    }
}
