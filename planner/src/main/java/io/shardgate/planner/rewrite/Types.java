package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.semantics.BoundColumn;
import java.util.List;
import java.util.Set;

/** Tells the type of an expression, where that is certain. */
final class Types {

    private static final Set<String> EXACT_FUNCTIONS = Set.of(
            "count",
            "length",
            "char_length",
            "character_length",
            "octet_length",
            "bit_length",
            "year",
            "month",
            "day",
            "dayofmonth",
            "dayofweek",
            "dayofyear",
            "week",
            "weekday",
            "weekofyear",
            "yearweek",
            "quarter",
            "hour",
            "minute",
            "second",
            "microsecond",
            "to_days",
            "datediff",
            "crc32",
            "ascii",
            "ord",
            "locate",
            "instr",
            "sign",
            "isnull",
            "field",
            "find_in_set",
            "strcmp",
            "bit_count");

    private static final Set<String> SAME_AS_ARGUMENT = Set.of("min", "max", "any_value");

    private static final Set<String> EXACT_OF_EXACT = Set.of("sum", "avg", "abs", "mod", "ceil", "ceiling", "floor");

    private final Analysis analysis;

    Types(Analysis analysis) {
        this.analysis = analysis;
    }

    ValueType of(Expr expr) {
        if (expr instanceof Expr.Column column) {
            return analysis.column(column)
                    .flatMap(BoundColumn::findSchema)
                    .map(schema -> ValueType.of(schema.type()))
                    .orElse(ValueType.UNKNOWN);
        }
        if (expr instanceof Expr.Value value) {
            return switch (value.kind()) {
                case INTEGER, DECIMAL -> ValueType.EXACT;
                case FLOAT -> ValueType.DOUBLE;
                case STRING, TEMPORAL, NULL, PARAMETER -> ValueType.UNKNOWN;
            };
        }
        if (expr instanceof Expr.Arithmetic arithmetic) {
            return arithmetic(arithmetic);
        }
        return expr instanceof Expr.Call call && call.window().isEmpty() ? call(call) : ValueType.UNKNOWN;
    }

    private ValueType arithmetic(Expr.Arithmetic arithmetic) {
        boolean isInteger = switch (arithmetic.operator()) {
            case "|", "&", "^", "<<", ">>", "!" -> true;
            default -> false;
        };
        if (isInteger) {
            return arithmetic.operator().equals("!") || areAll(ValueType.Kind.EXACT, arithmetic.children())
                    ? ValueType.EXACT
                    : ValueType.UNKNOWN;
        }
        boolean isNumber = switch (arithmetic.operator()) {
            case "+", "-", "*", "/", "%", "DIV", "MOD" -> true;
            default -> false;
        };
        if (!isNumber) {
            return ValueType.UNKNOWN;
        }
        if (areAll(ValueType.Kind.EXACT, arithmetic.children())) {
            return ValueType.EXACT;
        }
        boolean areNumbers = arithmetic.children().stream().allMatch(child -> isNumber(of(child)));
        return areNumbers ? ValueType.DOUBLE : ValueType.UNKNOWN;
    }

    private boolean areAll(ValueType.Kind kind, List<Expr> exprs) {
        return exprs.stream().allMatch(expr -> of(expr).kind() == kind);
    }

    private static boolean isNumber(ValueType type) {
        return type.kind() == ValueType.Kind.EXACT
                || type.kind() == ValueType.Kind.DOUBLE
                || type.kind() == ValueType.Kind.SINGLE;
    }

    private ValueType call(Expr.Call call) {
        if (EXACT_FUNCTIONS.contains(call.name())) {
            return ValueType.EXACT;
        }
        if (call.arguments().isEmpty()) {
            return ValueType.UNKNOWN;
        }
        ValueType argument = of(call.arguments().get(0));
        if (SAME_AS_ARGUMENT.contains(call.name())) {
            boolean changes = argument.kind() == ValueType.Kind.NUMBERED;
            return changes ? ValueType.UNKNOWN : argument;
        }
        boolean staysExact = EXACT_OF_EXACT.contains(call.name()) && areAll(ValueType.Kind.EXACT, call.arguments());
        return staysExact ? ValueType.EXACT : ValueType.UNKNOWN;
    }
}
