package io.shardgate.planner.lexer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose executable comments are read, and from which version on.
 *
 * @param version as the servers write it in such comments: 80036 for 8.0.36, 110405 for 11.4.5
 */
public record ServerSyntax(Flavor flavor, int version) {

    /** Which family the server is of. */
    public enum Flavor {
        MYSQL,
        MARIADB
    }

    private static final Pattern VERSION = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,2})\\.([0-9]{1,2})");

    public static ServerSyntax mysql(int version) {
        return new ServerSyntax(Flavor.MYSQL, version);
    }

    public static ServerSyntax mariadb(int version) {
        return new ServerSyntax(Flavor.MARIADB, version);
    }

    /**
     * Of a server that calls its version so, as in 8.0.40 or 11.4.5-MariaDB.
     *
     * @throws IllegalArgumentException if it does not start with three numbers
     */
    public static ServerSyntax of(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.lookingAt()) {
            throw new IllegalArgumentException(
                    "'" + version + "' does not start with three numbers, as a version does");
        }
        int number = 10_000 * Integer.parseInt(numbers.group(1))
                + 100 * Integer.parseInt(numbers.group(2))
                + Integer.parseInt(numbers.group(3));
        boolean isMariaDb = version.toLowerCase(Locale.ROOT).contains("mariadb");
        return isMariaDb ? mariadb(number) : mysql(number);
    }

    /** Whether a comment with this version is executed; MariaDB skips the versions that only MySQL ever had. */
    boolean executes(int commentVersion) {
        if (flavor == Flavor.MARIADB && commentVersion >= 50700 && commentVersion <= 99999) {
            return false;
        }
        return commentVersion <= version;
    }
}
