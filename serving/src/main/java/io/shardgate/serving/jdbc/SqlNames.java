package io.shardgate.serving.jdbc;

/** Names and texts as they are written into SQL. */
public final class SqlNames {

    /** The sql_mode that {@link #literal} needs. */
    public static final String LITERAL_MODE = "NO_BACKSLASH_ESCAPES";

    private SqlNames() {}

    /** In backticks. */
    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** As a string literal, for sessions whose sql_mode has {@link #LITERAL_MODE}: there a backslash is a backslash. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
