package io.shardgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of MariaDB 10.5 and later. */
final class MariaDbCommandLines extends CommandLines {

    /** The scripts that make the system tables, in the order in which they must run; the older name comes second. */
    private static final List<String> SCRIPTS =
            List.of("system_tables.sql", "performance_tables.sql", "system_tables_data.sql");

    MariaDbCommandLines(Installation installation, ServerVersion version, boolean asRoot) {
        super(installation, version, asRoot);
    }

    @Override
    List<String> initialise(ServerFiles files) {
        // What mariadb-install-db does, without its shell script, which breaks on paths with spaces and wants to
        // resolve
        // this machine's name.
        List<String> command = base(files);
        command.add("--bootstrap");
        command.add("--log-error=" + files.log());
        command.add("--character-set-server=utf8mb4");
        command.add("--enforce-storage-engine=");
        command.add("--max-allowed-packet=8M");
        command.add("--net-buffer-length=16K");
        command.add("--innodb-use-native-aio=OFF");
        command.add("--innodb-doublewrite=OFF");
        addFileSizes(command);
        return command;
    }

    @Override
    String bootstrapInput() throws IOException {
        Path share = shareFolder();
        StringBuilder input = new StringBuilder("create database mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\n");
        for (String script : SCRIPTS) {
            Path file = share.resolve("mariadb_" + script);
            input.append(Files.readString(Files.exists(file) ? file : share.resolve("mysql_" + script)));
        }
        return input.toString();
    }

    /** Where this server's own scripts are. */
    private Path shareFolder() throws IOException {
        Path home = installation().home();
        return home != null ? home.resolve("share") : askForShareFolder();
    }

    private Path askForShareFolder() throws IOException {
        List<String> question = List.of(installation().server().toString(), "--no-defaults", "--verbose", "--help");
        Process process = installation()
                .process(question)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer;
        try (InputStream output = process.getInputStream()) {
            answer = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Path> candidates = new ArrayList<>();
        for (String line : answer.lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && (words[0].equals("lc-messages-dir") || words[0].equals("basedir"))) {
                candidates.add(Path.of(words[1]));
                candidates.add(Path.of(words[1], "share/mariadb"));
                candidates.add(Path.of(words[1], "share/mysql"));
                candidates.add(Path.of(words[1], "share"));
            }
        }
        return candidates.stream()
                .filter(folder -> Files.exists(folder.resolve("mariadb_system_tables.sql"))
                        || Files.exists(folder.resolve("mysql_system_tables.sql")))
                .findFirst()
                .orElseThrow(() -> new LocalServerException(installation().server()
                        + " is here without the scripts that make its system tables; looked in " + candidates));
    }

    @Override
    void addOwn(List<String> command, ServerOptions options) {
        // Without this a server makes itself a certificate at each start, which takes many seconds.
        command.add("--skip-ssl");
        addFileSizes(command);
        command.add("--aria-pagecache-buffer-size=8M");
        command.add("--key-buffer-size=1M");
        if (options.binlog() == ServerOptions.Binlog.ROW_BASED) {
            command.add("--gtid-strict-mode=ON");
        }
    }

    private static void addFileSizes(List<String> command) {
        command.add("--innodb-log-file-size=32M");
        command.add("--aria-log-file-size=8M");
    }

    @Override
    List<String> filesNotToCopy() {
        return List.of("ib_buffer_pool", "server.pid");
    }

    @Override
    List<String> accountStatements(Accounts accounts) {
        List<String> statements = new ArrayList<>();
        // The system scripts also make a root without a password for TCP.
        statements.add("DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';");
        statements.add("DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';");
        statements.add("FLUSH PRIVILEGES;");
        statements.add(create(accounts.application()));
        statements.addAll(applicationGrants(accounts.application(), "REPLICA MONITOR"));
        statements.add(create(accounts.dba()));
        statements.add("GRANT ALL PRIVILEGES ON *.* TO " + at(accounts.dba()) + " WITH GRANT OPTION;");
        statements.add(create(accounts.replication()));
        statements.add("GRANT REPLICATION SLAVE, BINLOG MONITOR, REPLICA MONITOR ON *.* TO "
                + at(accounts.replication()) + ";");
        statements.add("CREATE USER " + at(accounts.nativePassword())
                + " IDENTIFIED VIA mysql_native_password USING PASSWORD('"
                + accounts.nativePassword().password() + "');");
        statements.addAll(applicationGrants(accounts.nativePassword(), "REPLICA MONITOR"));
        return statements;
    }

    private static String create(Account account) {
        return "CREATE USER " + at(account) + " IDENTIFIED BY '" + account.password() + "';";
    }
}
