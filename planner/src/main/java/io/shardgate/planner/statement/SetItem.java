package io.shardgate.planner.statement;

import java.util.Optional;

/** One thing that a SET statement sets. */
public sealed interface SetItem {

    /** A system variable: the name in lower case, a prefix as in {@code keycache.size} included. */
    record SystemVariable(VariableScope scope, String name, SetValue value) implements SetItem {}

    /** {@code @name = value}: the name without sign and quotes. */
    record UserVariable(String name, SetValue value) implements SetItem {}

    /** SET NAMES; empty charset is DEFAULT. Names in lower case. */
    record Names(Optional<String> charset, Optional<String> collation) implements SetItem {}

    /** SET CHARACTER SET or SET CHARSET; empty is DEFAULT. In lower case. */
    record CharacterSet(Optional<String> charset) implements SetItem {}

    /** SET TRANSACTION; without a scope it is for the next transaction only. */
    record Transaction(VariableScope scope, Optional<IsolationLevel> isolation, Optional<AccessMode> accessMode)
            implements SetItem {}

    /** SET PASSWORD, SET ROLE, SET DEFAULT ROLE, SET RESOURCE GROUP: for a server, or to be refused. */
    record Administrative(String what) implements SetItem {}
}
