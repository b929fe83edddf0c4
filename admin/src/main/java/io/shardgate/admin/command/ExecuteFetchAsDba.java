package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one statement on one server, past all routing. */
@CommandLine.Command(
        name = "ExecuteFetchAsDba",
        description = "Runs one statement on a tablet's server with the DBA account and prints its rows.")
final class ExecuteFetchAsDba implements Command {

    private static final Duration SERVER_TIMEOUT = Duration.ofMinutes(10);

    @Option(names = "-max_rows", paramLabel = "<n>", description = "Fail on more rows; default: ${DEFAULT-VALUE}.")
    private int maxRows = 10_000;

    @Option(names = "-json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "-disable_binlogs",
            description = "Keep the statement out of the binary log, and so off the replicas.")
    private boolean disableBinlogs;

    @Option(names = "-reload_schema", description = "Read the keyspace's tables again afterwards.")
    private boolean reloadSchema;

    @Parameters(index = "0", paramLabel = "<tablet alias>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletAlias alias;

    @Parameters(index = "1", paramLabel = "<sql>")
    private String sql = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        if (maxRows < 1) {
            throw CommandException.usage("-max_rows must be 1 or more, and is " + maxRows);
        }
        Tablet tablet = ControlPlane.requireTablet(control.topology(), alias);
        // A connection of its own, because the statement may change the session.
        try (Connection connection = control.pools().dedicated(tablet, ServerAccess.Role.DBA, SERVER_TIMEOUT)) {
            select(connection, tablet);
            execute(connection, out);
        } catch (SQLException e) {
            throw CommandException.failed(describe(e, tablet), e);
        }
        if (reloadSchema) {
            control.schemaChanged(tablet.keyspace(), out);
        }
    }

    /** The statement is made after the database was selected, because it keeps the one that it was made with. */
    private void execute(Connection connection, CommandOutput out) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (disableBinlogs) {
                statement.execute("SET SESSION sql_log_bin = OFF");
            }
            statement.setMaxRows(maxRows + 1);
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    print(TextTable.read(rows, maxRows), out);
                }
            } else {
                long changed = statement.getLargeUpdateCount();
                out.note(changed + (changed == 1 ? " row" : " rows") + " affected");
            }
        }
    }

    /** A server without the database yet can still be asked for what needs none. */
    private static void select(Connection connection, Tablet tablet) throws SQLException {
        int unknownDatabase = 1049;
        try {
            connection.setCatalog(tablet.database());
        } catch (SQLException e) {
            if (e.getErrorCode() != unknownDatabase) {
                throw e;
            }
        }
    }

    static String describe(SQLException e, Tablet tablet) {
        String message = String.valueOf(e.getMessage());
        return e.getErrorCode() == 0
                ? message
                : "tablet " + tablet.alias() + ": " + message + " (errno " + e.getErrorCode() + ") (sqlstate "
                        + e.getSQLState() + ")";
    }

    private void print(TextTable table, CommandOutput out) {
        if (!json) {
            table.print().ifPresent(out::line);
            return;
        }
        ObjectNode result = Json.object();
        ArrayNode fields = result.putArray("fields");
        table.columns().forEach(fields::add);
        ArrayNode rows = result.putArray("rows");
        table.rows().forEach(row -> {
            ArrayNode values = rows.addArray();
            row.forEach(values::add);
        });
        out.line(Json.print(result));
    }
}
