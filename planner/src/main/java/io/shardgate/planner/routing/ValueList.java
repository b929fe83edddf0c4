package io.shardgate.planner.routing;

import java.util.List;
import java.util.stream.Collectors;

/** The values of an IN list. */
public sealed interface ValueList {

    /**
     * A list that is one token, however many elements a text has there.
     *
     * @param token ordinal of a LIST or ROWS token
     */
    record Slot(int token) implements ValueList {
        @Override
        public String toString() {
            return "#" + token;
        }
    }

    /** Values that stand at tokens of their own. */
    record Listed(List<ValueRef> values) implements ValueList {
        public Listed {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return values.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }
}
