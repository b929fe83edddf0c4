package io.shardgate.planner.lexer;

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

    public static ServerSyntax mysql(int version) {
        return new ServerSyntax(Flavor.MYSQL, version);
    }

    public static ServerSyntax mariadb(int version) {
        return new ServerSyntax(Flavor.MARIADB, version);
    }

    /** Whether a comment with this version is executed; MariaDB skips the versions that only MySQL ever had. */
    boolean executes(int commentVersion) {
        if (flavor == Flavor.MARIADB && commentVersion >= 50700 && commentVersion <= 99999) {
            return false;
        }
        return commentVersion <= version;
    }
}
