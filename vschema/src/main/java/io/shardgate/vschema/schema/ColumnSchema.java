package io.shardgate.vschema.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A column of a table.
 *
 * @param name as declared; compares without regard to case
 * @param attributes in the order of {@link Attribute}
 */
public record ColumnSchema(
        String name, ColumnType type, boolean nullable, ColumnDefault defaultValue, Set<Attribute> attributes) {

    /** What a column may be besides its type. */
    public enum Attribute {
        AUTO_INCREMENT,
        GENERATED_VIRTUAL,
        GENERATED_STORED,
        /** Not part of {@code select *}, nor of an INSERT without a column list. */
        INVISIBLE,
        ON_UPDATE_CURRENT_TIMESTAMP
    }

    public ColumnSchema {
        attributes = copyOf(attributes);
    }

    /** A column that is nothing but its type. */
    public static ColumnSchema of(String name, ColumnType type, boolean nullable) {
        return new ColumnSchema(name, type, nullable, ColumnDefault.none(), Set.of());
    }

    public boolean isAutoIncrement() {
        return attributes.contains(Attribute.AUTO_INCREMENT);
    }

    public boolean isGenerated() {
        return attributes.contains(Attribute.GENERATED_VIRTUAL) || attributes.contains(Attribute.GENERATED_STORED);
    }

    public boolean isInvisible() {
        return attributes.contains(Attribute.INVISIBLE);
    }

    private static Set<Attribute> copyOf(Collection<Attribute> attributes) {
        Set<Attribute> copy = EnumSet.noneOf(Attribute.class);
        copy.addAll(attributes);
        return Collections.unmodifiableSet(copy);
    }
}
