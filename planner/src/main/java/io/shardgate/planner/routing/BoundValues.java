package io.shardgate.planner.routing;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;

/**
 * The values of one execution of a statement: the literals of the client's text and the parameters sent with it.
 *
 * <p>Valid as long as the text and the parameters are; used on the thread that they belong to.
 */
public interface BoundValues {

    /** The literal at the token; empty when its charset or form is not one that we can read with certainty. */
    Optional<SqlValue> literal(int token);

    /** How many elements the LIST or ROWS token has, over all rows. */
    int listSize(int token);

    /** How many elements each row of the ROWS token has; 1 for a LIST. */
    int listArity(int token);

    /** What kind of token the element is; PARAMETER among them. */
    TokenKind elementKind(int token, int element);

    /**
     * The element's value, read from the parameter if it is one; empty as for {@link #literal} and {@link #parameter}, and
     * for DEFAULT.
     */
    Optional<SqlValue> element(int token, int element);

    /** The parameter's value; empty when it is not known yet (while a statement is prepared) or cannot be read. */
    Optional<SqlValue> parameter(int index);

    /** The value that the reference means. */
    default Optional<SqlValue> value(ValueRef ref) {
        if (ref instanceof ValueRef.Literal literal) {
            Optional<SqlValue> value = literal(literal.token());
            return literal.negative() ? value.flatMap(Negation::of) : value;
        }
        if (ref instanceof ValueRef.Parameter parameter) {
            return parameter(parameter.index());
        }
        if (ref instanceof ValueRef.Element element) {
            return element(element.token(), element.element());
        }
        return Optional.of(((ValueRef.Constant) ref).value());
    }
}
