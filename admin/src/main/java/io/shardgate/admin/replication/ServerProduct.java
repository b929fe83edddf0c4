package io.shardgate.admin.replication;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server says it is, by {@code SELECT VERSION()}. */
public record ServerProduct(Family family, int major, int minor, int patch) {

    private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** Which of the two ways of replicating by GTID it knows. */
    public enum Family {
        MYSQL,
        MARIADB
    }

    /**
     * Reads a version such as {@code 8.0.15} or {@code 11.4.5-MariaDB-log}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ServerProduct parse(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the server's version '" + version + "' is not understood");
        }
        return new ServerProduct(
                version.contains("MariaDB") ? Family.MARIADB : Family.MYSQL,
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }

    @Override
    public String toString() {
        return (family == Family.MARIADB ? "MariaDB " : "MySQL ") + major + "." + minor + "." + patch;
    }
}
