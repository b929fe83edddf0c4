package io.shardgate.planner.semantics;

import java.util.Optional;

/**
 * A column of a query's result.
 *
 * @param origin the column that it simply is, if it is one
 */
public record OutputColumn(String name, Optional<BoundColumn> origin) {}
