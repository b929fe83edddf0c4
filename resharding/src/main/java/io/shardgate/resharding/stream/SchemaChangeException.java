package io.shardgate.resharding.stream;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The source has changed its tables, and the target's may not be alike; told with what to do. */
final class SchemaChangeException extends StreamException {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 200;

    /** What changes columns, keys or whole tables, and no rows but by rules that both sides follow alike. */
    private static final List<Pattern> REPEATABLE = List.of(
            Pattern.compile("ALTER (ONLINE |OFFLINE |IGNORE )?TABLE .*"),
            Pattern.compile("CREATE (UNIQUE |FULLTEXT |SPATIAL )?INDEX .*"),
            Pattern.compile("DROP INDEX .*"),
            Pattern.compile("CREATE TABLE .*"),
            Pattern.compile("DROP TABLE .*"),
            Pattern.compile("(CREATE|ALTER|DROP) (OR REPLACE )?(ALGORITHM ?= ?\\w+ )?(DEFINER ?= ?\\S+ )?"
                    + "(SQL SECURITY \\w+ )?VIEW .*"));

    /** What empties tables, moves rows, gives them other values on each server, or calls tables otherwise. */
    private static final Pattern NOT_REPEATABLE = Pattern.compile(".*\\b(PARTITION|PARTITIONING|SELECT|AUTO_INCREMENT"
            + "|TABLESPACE|RENAME(?! (COLUMN|INDEX|KEY)\\b))\\b.*");

    private static final Pattern ROWS_FROM_ELSEWHERE = Pattern.compile(".*\\bSELECT\\b.*");

    private static final Pattern SPACE = Pattern.compile("(/\\*.*?\\*/|\\s)+", Pattern.DOTALL);

    private final String gtid;

    private SchemaChangeException(String reason, String gtid) {
        super(reason);
        this.gtid = gtid;
    }

    /** @param gtid of the statement */
    static StreamException of(String sql, String gtid, String target) {
        String what = "the source changed its tables: " + sql.substring(0, Math.min(sql.length(), SHOWN));
        return isRepeatable(sql)
                ? new SchemaChangeException(
                        what + "; make the same change on the destination, then run ResumeFilteredReplication "
                                + target,
                        gtid)
                : new StreamException(what + "; that cannot be applied to a part of the rows: run CancelResharding "
                        + target + ", empty the destinations, and copy again with SplitClone");
    }

    static boolean isRepeatable(String sql) {
        String words = SPACE.matcher(sql).replaceAll(" ").strip().toUpperCase(Locale.ROOT);
        if (REPEATABLE.stream().noneMatch(kind -> kind.matcher(words).matches())) {
            return false;
        }
        if (words.startsWith("CREATE TABLE ")) {
            return !ROWS_FROM_ELSEWHERE.matcher(words).matches();
        }
        return words.contains(" VIEW ") || !NOT_REPEATABLE.matcher(words).matches();
    }

    String gtid() {
        return gtid;
    }
}
