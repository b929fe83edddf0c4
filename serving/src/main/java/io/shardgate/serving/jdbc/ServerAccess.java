package io.shardgate.serving.jdbc;

import java.util.Objects;

/**
 * How we log in to the MySQL servers. Every server has the same three accounts.
 *
 * @param app runs the application's statements; has nothing that bypasses read_only
 * @param dba changes schemas, reads information_schema, sets read_only
 * @param repl reads binary logs
 */
public record ServerAccess(Account app, Account dba, Account repl, Tls tls) {

    public ServerAccess {
        Objects.requireNonNull(app);
        Objects.requireNonNull(dba);
        Objects.requireNonNull(repl);
        Objects.requireNonNull(tls);
    }

    /** Which of the accounts. */
    public enum Role {
        APP,
        DBA,
        REPL
    }

    /** Whether connections to the servers are encrypted. */
    public enum Tls {
        /** Never. */
        DISABLED,
        /** If the server offers it, without looking at its certificate. */
        PREFERRED,
        /** Always, without looking at the certificate. */
        REQUIRED,
        /** Always, with a certificate from an authority that the JVM trusts. */
        VERIFY_CA,
        /** As VERIFY_CA, and the certificate must be for the host's name. */
        VERIFY_IDENTITY
    }

    public Account account(Role role) {
        return switch (role) {
            case APP -> app;
            case DBA -> dba;
            case REPL -> repl;
        };
    }
}
