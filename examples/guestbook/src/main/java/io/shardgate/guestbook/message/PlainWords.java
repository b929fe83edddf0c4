package io.shardgate.guestbook.message;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What went wrong in the database, for a person who reads a guestbook rather than SQL. */
public final class PlainWords {

    private PlainWords() {}

    public static String of(SQLException failure) {
        if (failure instanceof OutcomeUnknownException) {
            return "The connection to the database was lost while the message was being saved."
                    + " It may be there or not: look before you post it again.";
        }
        return switch (failure.getErrorCode()) {
            case 1045, 1044, 1698 -> "The database does not let the guestbook in: its user or password is wrong.";
            case 1049 -> "The database that the guestbook's URL names does not exist.";
            case 1146 -> "The guestbook's table is missing. Start the guestbook with --create-table to make it.";
            case 1205, 1213 -> "The database was busy with other writes. Please try again.";
            case 1290, 1836 -> "The database takes no writes at the moment. Please try again in a little while.";
            default ->
                isUnreachable(failure)
                        ? "The guestbook cannot reach its database. Please try again in a little while."
                        : "The database could not do what the guestbook asked of it.";
        };
    }

    /** The driver's or the database's own words, with those of its cause where they tell more. */
    public static String detail(SQLException failure) {
        String text = firstLine(failure.getMessage());
        Throwable cause = failure.getCause();
        if (cause != null
                && cause.getMessage() != null
                && !firstLine(cause.getMessage()).equals(text)) {
            return text + " (" + firstLine(cause.getMessage()) + ")";
        }
        return text;
    }

    private static boolean isUnreachable(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.startsWith("08");
    }

    /** Connector/J's messages about lost connections go on for paragraphs. */
    private static String firstLine(@Nullable String message) {
        return message == null
                ? "no message"
                : message.strip().lines().findFirst().orElse("no message");
    }
}
