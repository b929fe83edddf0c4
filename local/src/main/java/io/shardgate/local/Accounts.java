package io.shardgate.local;

import java.util.List;

/**
 * The accounts that every server has from its first start. Besides them there is only root, without a password and only
 * over the socket.
 *
 * @param application what the proxy sends statements as: all of DML and DDL in every database but {@code mysql}, and
 *     nothing that bypasses read_only.
 *     Authenticates by the server's default: caching_sha2_password on MySQL, mysql_native_password on MariaDB
 * @param dba every privilege, with the right to grant; authenticates like {@code application}
 * @param replication reads the binlog; authenticates like {@code application}
 * @param nativePassword the privileges of {@code application}, by mysql_native_password on both families. MySQL 9 no
 *     longer has that plug-in, and so lacks this account
 */
public record Accounts(Account application, Account dba, Account replication, Account nativePassword) {

    private static final Accounts STANDARD = new Accounts(
            new Account("shardgate_app", "shardgate_app"),
            new Account("shardgate_dba", "shardgate_dba"),
            new Account("shardgate_repl", "shardgate_repl"),
            new Account("shardgate_native", "shardgate_native"));

    /** Names and passwords that need no secrecy, since the servers listen on the loopback address only. */
    public static Accounts standard() {
        return STANDARD;
    }

    List<Account> all() {
        return List.of(application, dba, replication, nativePassword);
    }
}
