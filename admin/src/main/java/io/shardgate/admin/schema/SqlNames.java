package io.shardgate.admin.schema;

/** Names and texts as they are written into SQL. */
public final class SqlNames {

    private SqlNames() {}

    /** In backticks. */
    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** As a string literal that is read alike with and without NO_BACKSLASH_ESCAPES, or refused. */
    public static String literal(String text) {
        if (text.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("a text with a backslash cannot be written safely into SQL here");
        }
        return "'" + text.replace("'", "''") + "'";
    }
}
