package io.shardgate.planner.lexer;

/** A way in which a statement's tokens touch the session, so that it cannot simply run on any connection. */
public enum SessionUse {
    LAST_INSERT_ID_FUNCTION,
    FOUND_ROWS_FUNCTION,
    ROW_COUNT_FUNCTION,
    /** CONNECTION_ID(). */
    CONNECTION_ID_FUNCTION,
    /** DATABASE() or SCHEMA(). */
    DATABASE_FUNCTION,
    /** GET_LOCK, RELEASE_LOCK, RELEASE_ALL_LOCKS, IS_FREE_LOCK, IS_USED_LOCK. */
    LOCK_FUNCTION,
    USER_VARIABLE,
    SYSTEM_VARIABLE,
    CALL,
    /** The word TEMPORARY, as in CREATE or DROP TEMPORARY TABLE. */
    TEMPORARY_TABLE,
    /** LOCK TABLES, UNLOCK TABLES, FLUSH TABLES ... WITH READ LOCK. */
    TABLE_LOCK,
    /** INTO OUTFILE or DUMPFILE. */
    INTO_FILE,
    /** INTO @variable. */
    INTO_VARIABLE,
    CALC_FOUND_ROWS,
    /** FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE. */
    ROW_LOCK,
    /** SHOW WARNINGS, SHOW ERRORS and GET DIAGNOSTICS, which read what the statement before left behind. */
    DIAGNOSTICS;

    final int bit;

    // Masks leave this process in no form, so a constant's position may give its bit.
    @SuppressWarnings("EnumOrdinal")
    SessionUse() {
        bit = 1 << ordinal();
    }

    /** Whether a mask of {@link Tokens#sessionUses} has it. */
    public boolean isIn(int mask) {
        return (mask & bit) != 0;
    }
}
