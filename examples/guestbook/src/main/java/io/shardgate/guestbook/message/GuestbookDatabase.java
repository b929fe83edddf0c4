package io.shardgate.guestbook.message;

/**
 * Where the messages are. The two URLs differ in the tablet type only: one reads and writes on the primary, the other
 * reads on a replica.
 */
public record GuestbookDatabase(String primaryUrl, String replicaUrl, String user, String password) {

    /** Those of the demo's proxy. */
    public static final String DEFAULT_PRIMARY_URL = "jdbc:mysql://127.0.0.1:15306/test_keyspace";

    public static final String DEFAULT_REPLICA_URL = DEFAULT_PRIMARY_URL + "@replica";
    public static final String DEFAULT_USER = "guestbook";

    public GuestbookDatabase {
        requireJdbc("url", primaryUrl);
        requireJdbc("replica-url", replicaUrl);
    }

    private static void requireJdbc(String name, String url) {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "The " + name + " must be a JDBC URL, like " + DEFAULT_PRIMARY_URL + ", and is '" + url + "'");
        }
    }

    /** The database of the demo, which lets any user in without a password. */
    public static GuestbookDatabase ofDemo() {
        return new GuestbookDatabase(DEFAULT_PRIMARY_URL, DEFAULT_REPLICA_URL, DEFAULT_USER, "");
    }

    /** Leaves the password out: this text ends up in logs. */
    @Override
    public String toString() {
        return user + " at " + primaryUrl + " and " + replicaUrl;
    }
}
