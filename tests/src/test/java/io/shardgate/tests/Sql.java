package io.shardgate.tests;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with parameters, built piece by piece. */
final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();
    private boolean isOrdered;

    static Sql of(String text, @Nullable Object... values) {
        Sql sql = new Sql().add(text);
        for (Object value : values) {
            sql.values.add(value);
        }
        return sql;
    }

    Sql add(String piece) {
        text.append(piece);
        return this;
    }

    Sql add(Sql piece) {
        text.append(piece.text);
        values.addAll(piece.values);
        return this;
    }

    /** A parameter. */
    Sql value(@Nullable Object value) {
        text.append('?');
        values.add(value);
        return this;
    }

    /** Says that the statement fixes the order of all its rows. */
    Sql ordered() {
        isOrdered = true;
        return this;
    }

    boolean isOrdered() {
        return isOrdered;
    }

    String text() {
        return text.toString();
    }

    List<@Nullable Object> values() {
        return values;
    }

    @Override
    public String toString() {
        return text + " " + values;
    }
}
