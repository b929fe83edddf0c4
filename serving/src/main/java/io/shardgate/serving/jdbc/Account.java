package io.shardgate.serving.jdbc;

import java.util.Objects;

/** A MySQL account; it never shows its password. */
public record Account(String name, String password) {

    public Account {
        Objects.requireNonNull(name);
        Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
        return name;
    }
}
