package io.shardgate.guestbook.message;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How a {@code bigint unsigned} goes through JDBC, which knows no unsigned numbers. */
public final class UnsignedBigint {

    private UnsignedBigint() {}

    /** A large one goes as a decimal: setObject with a BigInteger would make it a string, which is no number to route by. */
    public static void set(PreparedStatement statement, int index, long bits) throws SQLException {
        if (bits >= 0) {
            statement.setLong(index, bits);
        } else {
            statement.setBigDecimal(index, new BigDecimal(Long.toUnsignedString(bits)));
        }
    }

    public static long get(ResultSet rows, int index) throws SQLException {
        return Long.parseUnsignedLong(rows.getString(index));
    }
}
