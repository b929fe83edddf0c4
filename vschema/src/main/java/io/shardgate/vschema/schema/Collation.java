package io.shardgate.vschema.schema;

import java.util.Locale;

/**
 * A collation and the charset that it is for.
 *
 * @param charset as MySQL 8 names it; {@code utf8} is kept as {@code utf8mb3}
 * @param name such as {@code utf8mb4_0900_ai_ci}
 */
public record Collation(String charset, String name) {

    public Collation {
        charset = canonical(charset);
        name = name.toLowerCase(Locale.ROOT);
        if (name.startsWith("utf8_")) {
            name = "utf8mb3_" + name.substring("utf8_".length());
        }
    }

    private static String canonical(String charset) {
        String lower = charset.toLowerCase(Locale.ROOT);
        return lower.equals("utf8") ? "utf8mb3" : lower;
    }

    /** Whether characters compare by their codes only, so that equal means the same characters, but for {@link #padsSpace}. */
    public boolean isBinaryOrder() {
        return name.equals("binary") || name.endsWith("_bin") || name.endsWith("_nopad_bin");
    }

    /**
     * Whether spaces at the end do not count in a comparison.
     *
     * <p>All collations of MySQL pad but {@code binary} and those of the 0900 generation; MariaDB marks those that do not
     * pad by {@code nopad}, and its uca1400 ones pad unless marked.
     */
    public boolean padsSpace() {
        return !(name.equals("binary") || name.contains("_0900_") || name.contains("_nopad_"));
    }
}
