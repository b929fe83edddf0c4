package io.shardgate.guestbook.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What the check at the end has found on the primary.
 *
 * @param lost acknowledged, and not there
 * @param duplicated there more than once: under a second key, or on a second shard
 * @param changed there under its key with another text
 * @param unacknowledged there although its write failed, which a lost connection may cause and which is no fault
 * @param examples the first of what is wrong, for people
 */
public record Findings(long lost, long duplicated, long changed, long unacknowledged, List<String> examples) {

    public Findings {
        examples = List.copyOf(examples);
    }

    static final Findings NONE = new Findings(0, 0, 0, 0, List.of());

    /** Of two checks together. */
    Findings plus(Findings other) {
        List<String> both = new ArrayList<>(examples);
        both.addAll(other.examples);
        return new Findings(
                lost + other.lost,
                duplicated + other.duplicated,
                changed + other.changed,
                unacknowledged + other.unacknowledged,
                both);
    }

    public boolean isClean() {
        return lost == 0 && duplicated == 0 && changed == 0;
    }
}
