package io.shardgate.local;

import java.util.regex.Pattern;

/** A name and a password on a server. Both are written into SQL text, so both are checked to need no quoting there. */
public record Account(String name, String password) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final Pattern PASSWORD = Pattern.compile("[\\x21-\\x7e&&[^'\"\\\\]]{1,64}");

    public Account {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Account name '" + name + "' must be 1 to 32 letters, digits and underscores");
        }
        if (!PASSWORD.matcher(password).matches()) {
            throw new IllegalArgumentException("The password of account " + name
                    + " must be 1 to 64 printable ASCII characters without quotes, backslashes and blanks");
        }
    }

    /** Leaves the password out: this text ends up in logs. */
    @Override
    public String toString() {
        return name;
    }
}
