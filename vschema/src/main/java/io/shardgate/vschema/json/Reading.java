package io.shardgate.vschema.json;

import java.util.List;

/**
 * What came of reading a JSON text.
 *
 * @param value what was understood; only to be used when there are no problems, or to be shown beside them
 * @param problems in the order of the text; empty when all was understood
 */
public record Reading<T>(T value, List<JsonProblem> problems) {
    public Reading {
        problems = List.copyOf(problems);
    }

    public boolean isClean() {
        return problems.isEmpty();
    }
}
