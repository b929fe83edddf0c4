package io.shardgate.proxy.wire;

/**
 * A collation of MySQL or MariaDB.
 *
 * @param id the number that the protocol uses for it; ids over 255 do not fit into a handshake
 * @param name MySQL's name, or MariaDB's where only that has the collation
 * @param mariaDbName MariaDB's name, which differs from MySQL's for a few old ones
 */
public record Collation(int id, String name, String mariaDbName, CharacterSet characterSet) {

    /** MySQL 8's default. */
    public static final int UTF8MB4_0900_AI_CI = 255;

    public static final int UTF8MB4_GENERAL_CI = 45;
    public static final int UTF8MB4_BIN = 46;
    public static final int LATIN1_SWEDISH_CI = 8;
    public static final int BINARY = 63;
}
