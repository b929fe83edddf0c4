package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one family of servers is spoken to on the command line. Every command starts with the program, and with
 * {@code --no-defaults}, so that no option file of this machine has a say.
 */
abstract sealed class CommandLines permits MySqlCommandLines, MariaDbCommandLines {

    private final Installation installation;
    private final ServerVersion version;
    private final boolean asRoot;

    CommandLines(Installation installation, ServerVersion version, boolean asRoot) {
        this.installation = installation;
        this.version = version;
        this.asRoot = asRoot;
    }

    static CommandLines of(Installation installation, ServerVersion version) {
        boolean asRoot = "root".equals(System.getProperty("user.name"));
        return switch (version.family()) {
            case MYSQL -> new MySqlCommandLines(installation, version, asRoot);
            case MARIADB -> new MariaDbCommandLines(installation, version, asRoot);
        };
    }

    /** The command that fills an empty data directory, reading {@link #bootstrapInput} where that is not empty. */
    abstract List<String> initialise(ServerFiles files);

    /** The SQL that {@link #initialise} reads on its standard input; empty where it reads none. */
    abstract String bootstrapInput() throws IOException;

    /** The statements, one a line and each ending with a semicolon, that make the accounts in new data. */
    abstract List<String> accountStatements(Accounts accounts);

    /** The accounts that {@link #accountStatements} makes. */
    List<Account> made(Accounts accounts) {
        return accounts.all();
    }

    /** What this family has beyond {@link #common}. */
    abstract void addOwn(List<String> command, ServerOptions options);

    /** Files in fresh data that must not be shared between copies of it. */
    abstract List<String> filesNotToCopy();

    ServerVersion version() {
        return version;
    }

    Installation installation() {
        return installation;
    }

    /** The command that runs a server on data that is there. */
    List<String> start(ServerFiles files, int port, int serverId, ServerOptions options) {
        List<String> command = common(files, options);
        command.add("--bind-address=127.0.0.1");
        command.add("--report-host=127.0.0.1");
        command.addAll(arguments(port, serverId, options));
        return command;
    }

    /** The part of {@link #start} that does not depend on where the server runs. */
    final List<String> arguments(int port, int serverId, ServerOptions options) {
        List<String> command = new ArrayList<>();
        command.add("--port=" + port);
        command.add("--server-id=" + serverId);
        command.add("--max-connections=" + options.maxConnections());
        command.add("--read-only=" + (options.access() == ServerOptions.Access.READ_ONLY ? "ON" : "OFF"));
        addSync(command, options.durability());
        addBinlog(command, options.binlog());
        addOwn(command, options);
        command.addAll(options.arguments());
        return command;
    }

    /** The command that runs the first server on fresh data, which makes the accounts and leaves no trace in a binlog. */
    final List<String> prepare(ServerFiles files, int port, Path accountFile) {
        ServerOptions options = ServerOptions.defaults().withoutBinlog().withDurability(Durability.SURVIVES_STOP);
        List<String> command = common(files, options);
        command.add("--port=" + port);
        command.add("--bind-address=127.0.0.1");
        command.add("--init-file=" + accountFile);
        addSync(command, options.durability());
        addBinlog(command, options.binlog());
        addOwn(command, options);
        return command;
    }

    /** What is the same at the first and every later start; sizes of files are among it, so that they are kept. */
    final List<String> common(ServerFiles files, ServerOptions options) {
        List<String> command = base(files);
        command.add("--socket=" + files.socket());
        command.add("--pid-file=" + files.data().resolve("server.pid"));
        command.add("--log-error=" + files.log());
        command.add("--skip-name-resolve");
        command.add("--character-set-server=utf8mb4");
        command.add("--max-allowed-packet=64M");
        command.add("--performance-schema=OFF");
        command.add("--innodb-buffer-pool-size=" + options.bufferPoolMegabytes() + "M");
        // A machine grants a limited number of asynchronous requests to all its servers together; a dozen use them up.
        command.add("--innodb-use-native-aio=OFF");
        return command;
    }

    final List<String> base(ServerFiles files) {
        List<String> command = new ArrayList<>();
        command.add(installation.server().toString());
        command.add("--no-defaults");
        if (asRoot) {
            command.add("--user=root");
        }
        Path home = installation.home();
        if (home != null) {
            command.add("--basedir=" + home);
            command.add("--lc-messages-dir=" + home.resolve("share"));
            command.add("--character-sets-dir=" + home.resolve("share/charsets"));
        }
        command.add("--datadir=" + files.data());
        return command;
    }

    /**
     * Lets an account do all that an application does, in every database but the system's own: who may write to the
     * tables there makes himself what he likes. The rows of {@code mysql.db} do that: of those that match a database
     * only the most specific counts. Nothing here passes read_only or reads files.
     *
     * @param toSeeReplication the privilege to ask how replication does
     */
    static List<String> applicationGrants(Account account, String toSeeReplication) {
        return List.of(
                "GRANT SHOW DATABASES, PROCESS, " + toSeeReplication + " ON *.* TO " + at(account) + ";",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES,"
                        + " LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER"
                        + " ON `%`.* TO " + at(account) + ";",
                "GRANT SHOW VIEW ON `mysql`.* TO " + at(account) + ";");
    }

    static String at(Account account) {
        return "'" + account.name() + "'@'%'";
    }

    private static void addSync(List<String> command, Durability durability) {
        switch (durability) {
            case SURVIVES_POWER_LOSS -> {
                command.add("--innodb-flush-log-at-trx-commit=1");
                command.add("--sync-binlog=1");
            }
            case SURVIVES_KILL -> {
                command.add("--innodb-flush-log-at-trx-commit=2");
                command.add("--sync-binlog=0");
                // Doublewrite stays on: a kill can tear the write of a page, which takes several steps in the kernel.
            }
            case SURVIVES_STOP -> {
                command.add("--innodb-flush-log-at-trx-commit=0");
                command.add("--sync-binlog=0");
                command.add("--innodb-doublewrite=OFF");
            }
        }
    }

    private static void addBinlog(List<String> command, ServerOptions.Binlog binlog) {
        switch (binlog) {
            case ROW_BASED -> {
                command.add("--log-bin=binlog");
                command.add("--binlog-format=ROW");
                command.add("--binlog-row-image=FULL");
                command.add("--log-slave-updates=ON");
                command.add("--relay-log=relay");
                // Else making a function or a trigger takes SUPER, which the application account must not have.
                command.add("--log-bin-trust-function-creators=ON");
            }
            case NONE -> command.add("--skip-log-bin");
        }
    }
}
