package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.Capabilities;

/**
 * What a server said about itself when a connection to it began.
 *
 * @param serverVersion as the server writes it, without MariaDB's old "5.5.5-" disguise
 * @param connectionId the connection's id on that server, for KILL
 * @param capabilities what both sides have
 */
public record BackendGreeting(String serverVersion, int connectionId, Capabilities capabilities, boolean isMariaDb) {

    /** Whether the isolation level's variable is still {@code tx_isolation}: MySQL to 5.7.19, MariaDB to 11.0. */
    public boolean hasOldIsolationName() {
        return isMariaDb ? isOlderThan(11, 1, 1) : isOlderThan(5, 7, 20);
    }

    /** Compares the numbers at the version's start; what follows them does not count. */
    public boolean isOlderThan(int major, int minor, int patch) {
        int[] wanted = {major, minor, patch};
        int position = 0;
        for (int part : wanted) {
            int number = 0;
            while (position < serverVersion.length() && Character.isDigit(serverVersion.charAt(position))) {
                number = number * 10 + Character.digit(serverVersion.charAt(position), 10);
                position++;
            }
            if (number != part) {
                return number < part;
            }
            position++;
        }
        return false;
    }
}
