package io.shardgate.serving.topology;

import java.util.regex.Pattern;

/** What cells and keyspaces may be called: their names are parts of keys in the store and of targets. */
final class Names {

    // No slash, colon, at sign or bracket: those separate the parts of a target. No dot: it separates keyspace and
    // table.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_$-]*");
    private static final int MAX_LENGTH = 64;

    private Names() {}

    static String checkCell(String name) {
        return check("cell", name);
    }

    static String checkKeyspace(String name) {
        return check("keyspace", name);
    }

    private static String check(String what, String name) {
        if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + what + ": use up to "
                    + MAX_LENGTH + " letters, digits, _, $ and -, not starting with -");
        }
        return name;
    }
}
