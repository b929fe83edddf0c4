package io.shardgate.admin.preflight;

import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether the accounts of admin.yaml are on a server and may do what a split needs. */
final class AccountChecks {

    /** To lock, read and fence a source; each may be had in one of several ways. */
    private static final List<Set<String>> OF_SOURCE = List.of(
            Set.of("SELECT"),
            Set.of("RELOAD"),
            Set.of("PROCESS"),
            Set.of("CREATE USER"),
            Set.of("SUPER", "CONNECTION_ADMIN", "CONNECTION ADMIN"));

    /** To write rows, and what is noted of them. */
    private static final List<Set<String>> OF_DESTINATION = List.of(
            Set.of("SELECT"),
            Set.of("INSERT"),
            Set.of("UPDATE"),
            Set.of("DELETE"),
            Set.of("CREATE"),
            Set.of("CREATE USER"));

    private static final Set<String> READ_ONLY_OF_MYSQL = Set.of("SUPER", "SYSTEM_VARIABLES_ADMIN");
    private static final Set<String> READ_ONLY_OF_MARIADB = Set.of("READ_ONLY ADMIN", "READ ONLY ADMIN");
    private static final Set<String> FOLLOW = Set.of("REPLICATION SLAVE");

    private AccountChecks() {}

    static void checkSource(Connection connection, Tablet tablet, ServerAccess access, Findings findings)
            throws SQLException {
        checkDba(connection, tablet, OF_SOURCE, findings);
        checkApplication(connection, tablet, access, findings);
        checkFollower(connection, tablet, access, findings);
    }

    static void checkDestination(Connection connection, Tablet tablet, ServerAccess access, Findings findings)
            throws SQLException {
        checkDba(connection, tablet, OF_DESTINATION, findings);
        checkApplication(connection, tablet, access, findings);
    }

    private static void checkDba(Connection connection, Tablet tablet, List<Set<String>> wanted, Findings findings)
            throws SQLException {
        if (hasRole(connection)) {
            // What comes by a role is not among the account's own privileges.
            return;
        }
        String account = Texts.value(connection, "SELECT CURRENT_USER()");
        int at = account.lastIndexOf('@');
        Set<String> privileges = privileges(
                connection,
                "grantee = "
                        + SqlNames.literal("'" + account.substring(0, at) + "'@'" + account.substring(at + 1) + "'"));
        Set<String> readOnly = ServerPosition.isMariaDb(connection) ? READ_ONLY_OF_MARIADB : READ_ONLY_OF_MYSQL;
        for (Set<String> ways : wanted) {
            require(tablet, account, privileges, ways, findings);
        }
        require(tablet, account, privileges, readOnly, findings);
    }

    private static void require(
            Tablet tablet, String account, Set<String> privileges, Set<String> ways, Findings findings) {
        if (ways.stream().noneMatch(privileges::contains)) {
            findings.block("tablet " + tablet.alias() + ": the account " + account + " (servers.dba) has no privilege "
                    + String.join(" or ", new TreeSet<>(ways)) + " on *.*; GRANT it");
        }
    }

    private static boolean hasRole(Connection connection) throws SQLException {
        String role = Texts.value(connection, "SELECT CURRENT_ROLE()");
        return !role.isEmpty() && !role.equals("NONE");
    }

    private static Set<String> privileges(Connection connection, String whose) throws SQLException {
        return new TreeSet<>(Texts.column(
                connection, "SELECT privilege_type FROM information_schema.user_privileges WHERE " + whose));
    }

    /** Its account is locked when the master moves, so it must be there. */
    private static void checkApplication(Connection connection, Tablet tablet, ServerAccess access, Findings findings)
            throws SQLException {
        if (accounts(connection, access.app().name()).isEmpty()) {
            findings.block("tablet " + tablet.alias() + " has no account "
                    + access.app().name() + " (servers.app); create it there");
        }
    }

    private static void checkFollower(Connection connection, Tablet tablet, ServerAccess access, Findings findings)
            throws SQLException {
        String name = access.repl().name();
        List<String> hosts = accounts(connection, name);
        if (hosts.isEmpty()) {
            findings.block("tablet " + tablet.alias() + " has no account " + name
                    + " (servers.repl), by which its binary log is read; create it there");
            return;
        }
        for (String host : hosts) {
            String grantee = "grantee = " + SqlNames.literal("'" + name + "'@'" + host + "'");
            if (privileges(connection, grantee).stream().anyMatch(FOLLOW::contains)) {
                return;
            }
        }
        findings.block("tablet " + tablet.alias() + ": the account " + name
                + " (servers.repl) may not read the binary log; GRANT REPLICATION SLAVE ON *.* TO it");
    }

    private static List<String> accounts(Connection connection, String name) throws SQLException {
        return Texts.column(connection, "SELECT Host FROM mysql.user WHERE User = " + SqlNames.literal(name));
    }
}
