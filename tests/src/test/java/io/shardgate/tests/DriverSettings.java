package io.shardgate.tests;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The ways in which scripts are run: which driver, how it is set, and whether statements are prepared. */
enum DriverSettings {
    TEXT("mysql", false),
    FOUND_ROWS("mysql", false, "useAffectedRows=true"),
    PREPARED("mysql", true, "useServerPrepStmts=true"),
    CACHED("mysql", true, "useServerPrepStmts=true", "cachePrepStmts=true", "rewriteBatchedStatements=true"),
    /** A server's cursor reads from a temporary table, whose columns may have other types; the proxy opens none yet. */
    CURSOR("mysql", true, "useServerPrepStmts=true", "useCursorFetch=true", "defaultFetchSize=2"),
    MULTI("mysql", false, "allowMultiQueries=true"),
    MARIADB_TEXT("mariadb", false, "allowMultiQueries=true"),
    MARIADB_PREPARED("mariadb", true, "useServerPrepStmts=true");

    private final String scheme;
    private final boolean prepares;
    /** Joined as in a URL. */
    private final String options;

    DriverSettings(String scheme, boolean prepares, String... options) {
        this.scheme = scheme;
        this.prepares = prepares;
        this.options = String.join("&", options);
    }

    boolean comparesColumns() {
        return this != CURSOR;
    }

    boolean prepares() {
        return prepares;
    }

    Connection connect(Side side, String database, List<String> more) throws SQLException {
        List<String> all = new ArrayList<>();
        boolean mySql = scheme.equals("mysql");
        all.add(mySql ? "sslMode=DISABLED" : "sslMode=disable");
        all.add("allowPublicKeyRetrieval=true");
        // An answer that never comes is an error to compare, instead of the end of all tests.
        all.add("socketTimeout=6000");
        if (!options.isEmpty()) {
            all.add(options);
        }
        all.addAll(more);
        String url = "jdbc:" + scheme + "://127.0.0.1:" + side.port() + "/" + database + "?" + String.join("&", all);
        return DriverManager.getConnection(url, side.user(), side.password());
    }

    /** What a script is run against: a plain server or the proxy. */
    record Side(String name, int port, String user, String password) {}
}
