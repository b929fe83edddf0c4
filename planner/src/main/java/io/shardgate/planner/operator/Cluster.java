package io.shardgate.planner.operator;

import io.shardgate.planner.routing.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables whose rows, where they meet in the result, live at the same keyspace id.
 *
 * <p>Mutable while a statement is analysed, by the thread that does it.
 */
final class Cluster {

    /** Columns by which others can be tied to it; those of the inner side of an outer join included. */
    private final List<Anchor> anchors = new ArrayList<>();

    /** Those of them that no outer join fills with NULL: they say where a row of the result is. */
    private final List<Anchor> rowAnchors = new ArrayList<>();

    private final List<String> tables = new ArrayList<>();

    /** Why a table of it has no anchor. */
    private final List<String> notes = new ArrayList<>();

    private Optional<Routing> pin = Optional.empty();

    List<Anchor> anchors() {
        return anchors;
    }

    List<Anchor> rowAnchors() {
        return rowAnchors;
    }

    List<String> tables() {
        return tables;
    }

    List<String> notes() {
        return notes;
    }

    /** The one place where all of it is, if that follows from itself. */
    Optional<Routing> pin() {
        return pin;
    }

    void pinTo(Routing routing) {
        pin = Optional.of(routing);
    }

    boolean isTiedTo(Cluster other, Facts facts) {
        for (Anchor own : anchors) {
            for (Anchor theirs : other.anchors) {
                if (own.isTiedTo(theirs, facts)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Both sides of an inner join. */
    void merge(Cluster other) {
        attach(other);
        rowAnchors.addAll(other.rowAnchors);
        if (pin.isEmpty()) {
            pin = other.pin;
        }
    }

    /** The other's rows come along with this one's, or not at all. */
    void attach(Cluster other) {
        anchors.addAll(other.anchors);
        tables.addAll(other.tables);
        notes.addAll(other.notes);
    }
}
