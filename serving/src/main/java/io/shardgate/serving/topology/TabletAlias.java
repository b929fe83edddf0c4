package io.shardgate.serving.topology;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tablet's name: its cell and a number, printed as {@code zone1-0000000100}.
 *
 * @param uid 0 to 4294967295
 */
public record TabletAlias(String cell, long uid) implements Comparable<TabletAlias> {

    private static final long MAX_UID = 0xFFFF_FFFFL;
    private static final int DIGITS = 10;
    private static final Pattern FORM = Pattern.compile("(.+)-([0-9]{1,10})");

    public TabletAlias {
        Names.checkCell(cell);
        if (uid < 0 || uid > MAX_UID) {
            throw new IllegalArgumentException("a tablet's number is 0 to " + MAX_UID + ", not " + uid);
        }
    }

    /**
     * Reads {@code zone1-100} as well as {@code zone1-0000000100}.
     *
     * @throws IllegalArgumentException that says what a tablet alias looks like
     */
    public static TabletAlias parse(String text) {
        Matcher matcher = FORM.matcher(Objects.requireNonNull(text));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a tablet alias; one looks like zone1-100 or zone1-0000000100");
        }
        return new TabletAlias(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    @Override
    public int compareTo(TabletAlias other) {
        int byCell = cell.compareTo(other.cell);
        return byCell != 0 ? byCell : Long.compare(uid, other.uid);
    }

    @Override
    public String toString() {
        // Asked for with every statement, so not by a formatter.
        String number = Long.toString(uid);
        return cell + "-" + "0".repeat(DIGITS - number.length()) + number;
    }
}
