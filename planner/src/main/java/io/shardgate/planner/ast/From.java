package io.shardgate.planner.ast;

import java.util.List;
import java.util.Optional;

/** What a query reads from. */
public sealed interface From {

    /** A table by name; its range is that of the name. */
    record Table(Optional<String> keyspace, String name, Optional<String> alias, TokenRange range) implements From {
        /** What columns may be qualified with. */
        public String visibleName() {
            return alias.orElse(name);
        }
    }

    /** A query as a table. */
    record Derived(Query query, String alias, List<String> columns) implements From {
        public Derived {
            columns = List.copyOf(columns);
        }
    }

    /** Two sides. */
    record Join(From left, From right, Kind kind, Optional<Expr> on, List<String> using) implements From {

        /** How rows without a partner are treated. */
        public enum Kind {
            INNER,
            /** Rows of the left side are kept. */
            LEFT,
            /** Rows of the right side are kept. */
            RIGHT
        }

        public Join {
            using = List.copyOf(using);
        }
    }
}
