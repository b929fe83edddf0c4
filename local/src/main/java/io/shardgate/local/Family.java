package io.shardgate.local;

/** The two families of servers, which differ in SQL, GTIDs, options and how a data directory is made. */
public enum Family {
    MYSQL("MySQL"),
    MARIADB("MariaDB");

    private final String displayName;

    Family(String displayName) {
        this.displayName = displayName;
    }

    public String displayName() {
        return displayName;
    }
}
