package io.shardgate.proxy.exec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counts in the text that ends a change: {@code Rows matched: 2  Changed: 1  Warnings: 0}. */
final class StatementCounts {

    private StatementCounts() {}

    /** The text for a statement whose parts said these; empty if they said nothing, or something else. */
    static String sum(List<String> texts) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (String text : texts) {
            for (String count : text.split(" {2}", -1)) {
                int colon = count.indexOf(": ");
                if (colon < 0 || !count.substring(colon + 2).chars().allMatch(Character::isDigit)) {
                    return "";
                }
                sums.merge(count.substring(0, colon), Long.parseLong(count.substring(colon + 2)), Long::sum);
            }
        }
        var joined = new StringBuilder();
        sums.forEach((label, sum) -> joined.append(joined.isEmpty() ? "" : "  ")
                .append(label)
                .append(": ")
                .append(sum));
        return joined.toString();
    }
}
