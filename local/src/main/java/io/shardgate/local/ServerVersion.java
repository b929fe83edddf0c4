package io.shardgate.local;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server program says it is, such as MySQL 8.0.15. */
public record ServerVersion(Family family, int major, int minor, int patch) {

    private static final Pattern BANNER = Pattern.compile("Ver\\s+(\\d+)\\.(\\d+)\\.(\\d+)");

    /** Reads what {@code mysqld --version} or {@code mariadbd --version} prints. */
    static Optional<ServerVersion> read(String banner) {
        Matcher matcher = BANNER.matcher(banner);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Family family = banner.contains("MariaDB") ? Family.MARIADB : Family.MYSQL;
        return Optional.of(new ServerVersion(
                family,
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))));
    }

    public boolean isAtLeast(int otherMajor, int otherMinor, int otherPatch) {
        if (major != otherMajor) {
            return major > otherMajor;
        }
        return minor != otherMinor ? minor > otherMinor : patch >= otherPatch;
    }

    /** The number alone, such as {@code 8.0.15}. */
    public String number() {
        return major + "." + minor + "." + patch;
    }

    @Override
    public String toString() {
        return family.displayName() + " " + number();
    }
}
