package io.shardgate.admin.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows as texts, and as a table drawn with dashes and bars.
 *
 * @param rows null stands for NULL
 */
record TextTable(List<String> columns, List<List<@Nullable String>> rows) {

    private static final String NULL = "NULL";

    /**
     * Reads what is left of a result.
     *
     * @throws CommandException if there are more rows
     */
    static TextTable read(ResultSet result, int maxRows) throws SQLException {
        ResultSetMetaData description = result.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= description.getColumnCount(); i++) {
            columns.add(description.getColumnLabel(i));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (result.next()) {
            if (rows.size() == maxRows) {
                throw CommandException.failed(
                        "Row count exceeded " + maxRows + "; add a LIMIT to the query, or raise -max_rows");
            }
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                row.add(text(result, description.getColumnType(i), i));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new TextTable(List.copyOf(columns), Collections.unmodifiableList(rows));
    }

    private static @Nullable String text(ResultSet result, int type, int column) throws SQLException {
        switch (type) {
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> {
                return result.getString(column);
            }
            default -> {
                // As the server wrote it: the driver has no value for dates such as 0000-00-00.
                byte[] bytes = result.getBytes(column);
                return bytes == null ? null : readable(bytes);
            }
        }
    }

    /** The text that the bytes are, or their hexadecimal digits where they are none. */
    private static String readable(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r')) {
                return text;
            }
        } catch (CharacterCodingException e) {
            return hex(bytes);
        }
        return hex(bytes);
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** The table as text without a last line feed; empty without rows, as mysql does it too. */
    Optional<String> print() {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(columns.get(i));
            for (List<@Nullable String> row : rows) {
                widths[i] = Math.max(widths[i], width(cell(row.get(i))));
            }
        }
        StringBuilder border = new StringBuilder("+");
        for (int width : widths) {
            border.append("-".repeat(width + 2)).append('+');
        }
        StringBuilder text = new StringBuilder();
        text.append(border).append('\n');
        append(text, columns, widths);
        text.append(border).append('\n');
        rows.forEach(row -> append(text, row, widths));
        return Optional.of(text.append(border).toString());
    }

    private static void append(StringBuilder text, List<? extends @Nullable String> cells, int[] widths) {
        text.append('|');
        for (int i = 0; i < widths.length; i++) {
            String cell = cell(cells.get(i));
            text.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[i] - width(cell)))
                    .append(" |");
        }
        text.append('\n');
    }

    /** One line: a line feed inside would break the table. */
    private static String cell(@Nullable String value) {
        return value == null
                ? NULL
                : value.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
