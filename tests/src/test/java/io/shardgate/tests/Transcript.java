package io.shardgate.tests;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a client can see of a script: column names and types, rows, counts, generated keys, errors and
 * warnings, as lines of text.
 */
final class Transcript implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    /** Time for a statement in the background to get as far as it can without help from another connection. */
    private static final long HEAD_START_MILLIS = 250;

    private final Script script;
    private final DriverSettings driver;
    private final DriverSettings.Side side;
    private final ExecutorService background = Executors.newCachedThreadPool();
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final Map<String, Future<List<String>>> running = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private Transcript(Script script, DriverSettings driver, DriverSettings.Side side) {
        this.script = script;
        this.driver = driver;
        this.side = side;
    }

    static String of(Script script, DriverSettings driver, DriverSettings.Side side)
            throws SQLException, InterruptedException {
        try (Transcript transcript = new Transcript(script, driver, side)) {
            for (Script.Step step : script.steps()) {
                transcript.run(step);
            }
            return String.join("\n", transcript.lines);
        }
    }

    private void run(Script.Step step) throws SQLException, InterruptedException {
        switch (step.mode()) {
            case RUN -> {
                lines.add(step.connection() + "> " + step.sql());
                lines.addAll(outcome(step));
            }
            case RUN_UNSEEN -> outcome(step);
            case START -> {
                lines.add(step.connection() + "&> " + step.sql());
                Connection connection = connection(step.connection());
                running.put(step.connection(), background.submit(() -> outcome(connection, step.sql())));
                Thread.sleep(HEAD_START_MILLIS);
            }
            case AWAIT -> {
                lines.add(step.connection() + "<");
                lines.addAll(await(step.connection()));
            }
        }
    }

    private List<String> outcome(Script.Step step) throws SQLException {
        return step.sql().equals("close")
                ? closed(step.connection())
                : outcome(connection(step.connection()), step.sql());
    }

    private List<String> closed(String name) throws SQLException {
        Connection connection = connections.remove(name);
        if (connection != null) {
            connection.close();
        }
        return List.of("  closed");
    }

    private List<String> await(String name) throws InterruptedException {
        Future<List<String>> outcome = running.remove(name);
        if (outcome == null) {
            throw new IllegalArgumentException(script + " awaits " + name + ", which runs nothing");
        }
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return List.of("  no answer within " + PATIENCE_SECONDS + " s");
        }
    }

    private Connection connection(String name) throws SQLException {
        Connection open = connections.get(name);
        if (open == null) {
            open = driver.connect(side, Cluster.COMMERCE, script.options());
            connections.put(name, open);
        }
        return open;
    }

    private List<String> outcome(Connection connection, String sql) {
        List<String> out = new ArrayList<>();
        if (driver.prepares() && !sql.startsWith("text:")) {
            try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
                results(statement, statement.execute(), isOrdered(sql), out);
            } catch (SQLException e) {
                out.add(error(e));
            }
        } else {
            String text = sql.replaceFirst("^text:\\s*", "");
            try (Statement statement = connection.createStatement()) {
                results(statement, statement.execute(text, Statement.RETURN_GENERATED_KEYS), isOrdered(sql), out);
            } catch (SQLException e) {
                out.add(error(e));
            }
        }
        return out;
    }

    private static boolean isOrdered(String sql) {
        String upper = sql.toUpperCase(Locale.ROOT);
        return upper.contains("ORDER BY") || upper.startsWith("SHOW") || upper.contains("CALL ");
    }

    private static void results(Statement statement, boolean first, boolean ordered, List<String> out)
            throws SQLException {
        boolean isRows = first;
        while (true) {
            if (isRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    rows(rows, ordered, "  ", out);
                }
            } else {
                long count = statement.getLargeUpdateCount();
                if (count < 0) {
                    break;
                }
                out.add("  count " + count);
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    while (keys.next()) {
                        out.add("  key " + keys.getString(1));
                    }
                }
            }
            warnings(statement, out);
            isRows = statement.getMoreResults();
        }
    }

    private static void warnings(Statement statement, List<String> out) throws SQLException {
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            out.add("  warning " + warning.getErrorCode() + " " + warning.getSQLState() + " " + warning.getMessage());
        }
    }

    /** The columns and rows of a result. */
    static void rows(ResultSet rows, boolean ordered, String indent, List<String> out) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        int columns = meta.getColumnCount();
        List<String> described = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            described.add(meta.getTableName(i) + "." + meta.getColumnName(i) + " as " + meta.getColumnLabel(i) + " "
                    + meta.getColumnTypeName(i) + "(" + meta.getPrecision(i) + "," + meta.getScale(i) + ")"
                    + (meta.isNullable(i) == ResultSetMetaData.columnNoNulls ? " not null" : "")
                    + (meta.isAutoIncrement(i) ? " auto" : ""));
        }
        out.add(indent + String.join(" | ", described));
        List<String> found = new ArrayList<>();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                values.add(isBinary(meta.getColumnType(i)) ? value(rows.getBytes(i)) : text(rows.getString(i)));
            }
            found.add(indent + "= " + String.join(" | ", values));
        }
        if (!ordered) {
            Collections.sort(found);
        }
        out.addAll(found);
    }

    private static boolean isBinary(int type) {
        return switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB, Types.BIT -> true;
            default -> false;
        };
    }

    private static String text(@Nullable String value) {
        return value == null ? "NULL" : value(value.getBytes(StandardCharsets.UTF_8));
    }

    private static String value(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "NULL";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean readable = text.chars().allMatch(c -> c >= ' ' && c != 0xFFFD);
        String shown = readable ? text : "0x" + HexFormat.of().formatHex(bytes);
        return shown.length() <= 300 ? shown : shown.substring(0, 40) + "... " + bytes.length + " bytes " + hash(bytes);
    }

    private static String hash(byte[] bytes) {
        var crc = new java.util.zip.CRC32();
        var in = new ByteArrayInputStream(bytes);
        crc.update(in.readAllBytes());
        return Long.toHexString(crc.getValue());
    }

    private static String error(SQLException e) {
        // MariaDB's driver puts its own number of the connection in front.
        // The proxy's own syntax errors name MySQL, whatever the server is.
        String message = String.valueOf(e.getMessage())
                .replaceFirst("^\\(conn=\\d+\\) ", "")
                .replace("your MariaDB server version", "your MySQL server version");
        return "  error " + e.getErrorCode() + " " + e.getSQLState() + " " + message;
    }

    @Override
    public void close() throws SQLException {
        background.shutdownNow();
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}
