package io.shardgate.vschema.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who keeps foreign keys. */
public enum ForeignKeyMode {
    UNSPECIFIED,
    UNMANAGED,
    MANAGED,
    DISALLOW;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ForeignKeyMode> find(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equalsIgnoreCase(word))
                .findFirst();
    }
}
