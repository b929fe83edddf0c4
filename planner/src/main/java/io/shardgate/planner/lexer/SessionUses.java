package io.shardgate.planner.lexer;

/** Which words touch the session. */
final class SessionUses {

    private SessionUses() {}

    /** The bit of a function, by the word before a parenthesis. */
    static int ofFunction(Keyword word) {
        return switch (word) {
            case LAST_INSERT_ID -> SessionUse.LAST_INSERT_ID_FUNCTION.bit;
            case FOUND_ROWS -> SessionUse.FOUND_ROWS_FUNCTION.bit;
            case ROW_COUNT -> SessionUse.ROW_COUNT_FUNCTION.bit;
            case CONNECTION_ID -> SessionUse.CONNECTION_ID_FUNCTION.bit;
            case DATABASE, SCHEMA -> SessionUse.DATABASE_FUNCTION.bit;
            case GET_LOCK, RELEASE_LOCK, RELEASE_ALL_LOCKS, IS_FREE_LOCK, IS_USED_LOCK -> SessionUse.LOCK_FUNCTION.bit;
            default -> 0;
        };
    }

    /** The bit of a word, by it and the two before it. */
    static int ofWord(Keyword word, Keyword previous, Keyword beforePrevious) {
        return switch (word) {
            case CALL -> SessionUse.CALL.bit;
            case TEMPORARY -> SessionUse.TEMPORARY_TABLE.bit;
            case SQL_CALC_FOUND_ROWS -> SessionUse.CALC_FOUND_ROWS.bit;
            case TABLE, TABLES ->
                previous == Keyword.LOCK || previous == Keyword.UNLOCK ? SessionUse.TABLE_LOCK.bit : 0;
            case LOCK -> previous == Keyword.READ && beforePrevious == Keyword.WITH ? SessionUse.TABLE_LOCK.bit : 0;
            case OUTFILE, DUMPFILE -> previous == Keyword.INTO ? SessionUse.INTO_FILE.bit : 0;
            case UPDATE -> previous == Keyword.FOR ? SessionUse.ROW_LOCK.bit : 0;
            case SHARE ->
                previous == Keyword.FOR || (previous == Keyword.IN && beforePrevious == Keyword.LOCK)
                        ? SessionUse.ROW_LOCK.bit
                        : 0;
            case WARNINGS, ERRORS -> previous == Keyword.SHOW ? SessionUse.DIAGNOSTICS.bit : 0;
            case DIAGNOSTICS -> SessionUse.DIAGNOSTICS.bit;
            default -> 0;
        };
    }
}
