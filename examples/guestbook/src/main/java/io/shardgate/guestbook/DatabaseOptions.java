package io.shardgate.guestbook;

import io.shardgate.guestbook.message.GuestbookDatabase;
import picocli.CommandLine.Option;

/** The options that say where the messages are. */
final class DatabaseOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = GuestbookDatabase.DEFAULT_PRIMARY_URL,
            description = {"JDBC URL to write to; default:", "${DEFAULT-VALUE}"})
    private String url = GuestbookDatabase.DEFAULT_PRIMARY_URL;

    @Option(
            names = "--replica-url",
            paramLabel = "URL",
            defaultValue = GuestbookDatabase.DEFAULT_REPLICA_URL,
            description = {"JDBC URL to read from; default:", "${DEFAULT-VALUE}"})
    private String replicaUrl = GuestbookDatabase.DEFAULT_REPLICA_URL;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = GuestbookDatabase.DEFAULT_USER,
            description = "user of both URLs (default: ${DEFAULT-VALUE})")
    private String user = GuestbookDatabase.DEFAULT_USER;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            defaultValue = "${env:GUESTBOOK_PASSWORD:-}",
            description = "password of both URLs (default: the environment's GUESTBOOK_PASSWORD, else none)")
    private String password = "";

    @Option(names = "--create-table", description = "create the table messages where it is missing")
    private boolean createTable;

    GuestbookDatabase database() {
        return new GuestbookDatabase(url, replicaUrl, user, password);
    }

    boolean createTable() {
        return createTable;
    }
}
