package io.shardgate.local;

import java.util.ArrayList;
import java.util.List;

/** The command lines of MySQL 8 and later. */
final class MySqlCommandLines extends CommandLines {

    MySqlCommandLines(Installation installation, ServerVersion version, boolean asRoot) {
        super(installation, version, asRoot);
    }

    @Override
    List<String> initialise(ServerFiles files) {
        List<String> command = base(files);
        command.add("--initialize-insecure");
        command.add("--log-error=" + files.log());
        command.add("--character-set-server=utf8mb4");
        command.add("--innodb-use-native-aio=OFF");
        command.add("--innodb-doublewrite=OFF");
        addFileSizes(command);
        return command;
    }

    @Override
    String bootstrapInput() {
        return "";
    }

    @Override
    void addOwn(List<String> command, ServerOptions options) {
        addFileSizes(command);
        addWithoutTls(command);
        addNativePassword(command);
        command.add("--loose-mysqlx=OFF");
        if (options.binlog() == ServerOptions.Binlog.ROW_BASED) {
            command.add("--gtid-mode=ON");
            command.add("--enforce-gtid-consistency=ON");
            command.add("--relay-log-recovery=ON");
        }
    }

    /** The client's own keys for caching_sha2_password without TLS are made at the first start, and copied with the data. */
    private void addWithoutTls(List<String> command) {
        command.add("--auto-generate-certs=OFF");
        command.add(version().isAtLeast(8, 4, 0) ? "--tls-version=" : "--skip-ssl");
    }

    private void addNativePassword(List<String> command) {
        if (hasNativePassword() && version().isAtLeast(8, 4, 0)) {
            command.add("--mysql-native-password=ON");
        }
    }

    private void addFileSizes(List<String> command) {
        if (version().isAtLeast(8, 0, 30)) {
            command.add("--innodb-redo-log-capacity=32M");
        } else {
            command.add("--innodb-log-file-size=16M");
        }
    }

    @Override
    List<String> filesNotToCopy() {
        // auto.cnf holds the server's UUID, by which replication tells servers apart.
        return List.of("auto.cnf", "ib_buffer_pool", "server.pid");
    }

    @Override
    List<String> accountStatements(Accounts accounts) {
        List<String> statements = new ArrayList<>();
        statements.add(create(accounts.application(), ""));
        statements.addAll(applicationGrants(accounts.application(), "REPLICATION CLIENT"));
        statements.add(create(accounts.dba(), ""));
        statements.add("GRANT ALL PRIVILEGES ON *.* TO " + at(accounts.dba()) + " WITH GRANT OPTION;");
        statements.add(create(accounts.replication(), ""));
        statements.add("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + at(accounts.replication()) + ";");
        if (hasNativePassword()) {
            statements.add(create(accounts.nativePassword(), "WITH mysql_native_password "));
            statements.addAll(applicationGrants(accounts.nativePassword(), "REPLICATION CLIENT"));
        }
        return statements;
    }

    @Override
    List<Account> made(Accounts accounts) {
        return hasNativePassword()
                ? accounts.all()
                : List.of(accounts.application(), accounts.dba(), accounts.replication());
    }

    private boolean hasNativePassword() {
        return !version().isAtLeast(9, 0, 0);
    }

    private static String create(Account account, String plugin) {
        return "CREATE USER " + at(account) + " IDENTIFIED " + plugin + "BY '" + account.password() + "';";
    }
}
