package io.shardgate.admin.schema;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A table or view as its server writes it.
 *
 * @param createStatement without the next auto-increment value, which differs between servers that are otherwise alike
 * @param primaryKey its columns in order; empty without one
 */
public record TableDefinition(
        String name, Kind kind, String createStatement, List<String> columns, List<String> primaryKey) {

    /** What it is. */
    public enum Kind {
        TABLE,
        VIEW
    }

    private static final Pattern AUTO_INCREMENT = Pattern.compile(" AUTO_INCREMENT=\\d+");

    public TableDefinition {
        createStatement = withoutCounter(createStatement);
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    /** The table's options are on the statement's last line; an earlier line may hold such words in a comment. */
    private static String withoutCounter(String sql) {
        int options = sql.lastIndexOf("\n) ");
        if (options < 0) {
            return sql;
        }
        return sql.substring(0, options)
                + AUTO_INCREMENT.matcher(sql.substring(options)).replaceFirst("");
    }
}
