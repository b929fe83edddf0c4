package io.shardgate.planner.statement;

import java.util.Locale;

/** What a token such as {@code @@session.sql_mode} names; the name is in lower case. */
public record SystemVariableName(VariableScope scope, String name) {

    /** Reads a token of kind SYSTEM_VARIABLE. */
    public static SystemVariableName parse(String token) {
        String[] parts = token.substring(2).split("\\.", 2);
        String first = TokenCursor.unquote(parts[0]).toLowerCase(Locale.ROOT);
        VariableScope scope = switch (first) {
            case "session", "local" -> VariableScope.SESSION;
            case "global" -> VariableScope.GLOBAL;
            case "persist" -> VariableScope.PERSIST;
            case "persist_only" -> VariableScope.PERSIST_ONLY;
            default -> VariableScope.UNSPECIFIED;
        };
        if (parts.length == 1) {
            return new SystemVariableName(VariableScope.UNSPECIFIED, first);
        }
        String rest = TokenCursor.unquote(parts[1]).toLowerCase(Locale.ROOT);
        return scope == VariableScope.UNSPECIFIED
                ? new SystemVariableName(scope, first + "." + rest)
                : new SystemVariableName(scope, rest);
    }
}
