package io.shardgate.admin.preflight;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What stands in the way, and what an operator should know, each as a sentence that says what to do. */
public final class Findings {

    private final Set<String> blockers = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** Nothing is begun while this is so. */
    public void block(String sentence) {
        blockers.add(sentence);
    }

    /** It may be meant so. */
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    /** What could not be looked at, for those who ask for everything. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    /** In the order in which they were found. */
    public List<String> blockers() {
        return List.copyOf(blockers);
    }

    /** In the order in which they were found. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** In the order in which they were found. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
