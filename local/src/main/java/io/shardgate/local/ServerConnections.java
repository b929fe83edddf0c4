package io.shardgate.local;

import com.mysql.cj.jdbc.Driver;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/** JDBC connections to a server whose host, port and accounts are known, and waiting for the first. */
final class ServerConnections {

    private ServerConnections() {}

    /** A URL that needs no more than user and password; it does without TLS, which our servers do not offer. */
    static String jdbcUrl(String host, int port) {
        return "jdbc:mysql://" + host + ":" + port + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    static Connection open(String host, int port, Account account) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", account.name());
        properties.setProperty("password", account.password());
        properties.setProperty("connectTimeout", "10000");
        // The driver itself and not DriverManager: an application server may hide one class loader's drivers from
        // another.
        Connection connection = new Driver().connect(jdbcUrl(host, port), properties);
        if (connection == null) {
            throw new SQLException("The driver did not accept its own URL " + jdbcUrl(host, port));
        }
        return connection;
    }

    /**
     * Waits until the server of that data directory answers.
     *
     * @return false if {@code alive} said no first
     * @throws LocalServerException when {@code patience} has passed, or another server answers at that port
     */
    static boolean awaitReady(int port, Account dba, Path data, Duration patience, BooleanSupplier alive) {
        long deadline = System.nanoTime() + patience.toNanos();
        String last = "nobody listens";
        while (alive.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new LocalServerException("It did not answer on 127.0.0.1:" + port + " within "
                        + patience.toSeconds() + " seconds; the last attempt said: " + last);
            }
            if (isListening(port)) {
                try (Connection connection = open("127.0.0.1", port, dba)) {
                    checkData(connection, port, data);
                    return true;
                } catch (SQLException e) {
                    last = String.valueOf(e.getMessage());
                }
            }
            sleep();
        }
        return false;
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(FreePorts.address(port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkData(Connection connection, int port, Path data) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select @@datadir")) {
            row.next();
            String served = row.getString(1);
            if (!Path.of(served).normalize().equals(data.normalize())) {
                throw new LocalServerException("Another server, of the data in " + served + ", answers on 127.0.0.1:"
                        + port + "; choose another port");
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalServerException("Interrupted while waiting for a server to start", e);
        }
    }
}
