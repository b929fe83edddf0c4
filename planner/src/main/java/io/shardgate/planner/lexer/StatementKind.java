package io.shardgate.planner.lexer;

/** What kind of statement a text is, told from its first tokens. */
public enum StatementKind {
    /** No token and no comment. */
    EMPTY,
    /** Comments only: answered with OK, not with an error. */
    COMMENT_ONLY,
    /** The lexer found a {@link LexicalError}. */
    INVALID,

    /** Also parenthesised, {@code WITH ... SELECT}, {@code TABLE t} and {@code VALUES ROW(..)}. */
    SELECT,
    /** {@code SELECT NEXT n VALUES FROM sequence}. */
    SELECT_NEXT,
    INSERT,
    REPLACE,
    /** Also {@code WITH ... UPDATE}. */
    UPDATE,
    /** Also {@code WITH ... DELETE}. */
    DELETE,
    LOAD,
    CALL,
    DO,
    HANDLER,

    CREATE_TABLE,
    CREATE_INDEX,
    CREATE_VIEW,
    CREATE_DATABASE,
    /** PROCEDURE, FUNCTION, TRIGGER, EVENT, PACKAGE: what may have a compound body. */
    CREATE_PROGRAM,
    CREATE_OTHER,
    ALTER_TABLE,
    ALTER_VSCHEMA,
    ALTER_OTHER,
    DROP_TABLE,
    DROP_INDEX,
    DROP_VIEW,
    DROP_DATABASE,
    DROP_OTHER,
    TRUNCATE,
    RENAME_TABLE,

    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE_SAVEPOINT,
    ROLLBACK_TO,
    XA,
    LOCK_TABLES,
    UNLOCK_TABLES,
    /** LOCK INSTANCE, UNLOCK INSTANCE, BACKUP STAGE and BACKUP LOCK. */
    LOCK_INSTANCE,

    SET,
    /** MariaDB's {@code SET STATEMENT v = x FOR statement}. */
    SET_STATEMENT,
    USE,
    SHOW,
    EXPLAIN,
    /** {@code DESCRIBE table [column]}, under any of its three verbs. */
    DESCRIBE,
    VEXPLAIN,
    KILL,
    PREPARE,
    EXECUTE,
    DEALLOCATE,
    /** GET DIAGNOSTICS, SIGNAL, RESIGNAL. */
    DIAGNOSTICS,

    /** ANALYZE, OPTIMIZE, CHECK, CHECKSUM, REPAIR TABLE. */
    TABLE_MAINTENANCE,
    FLUSH,
    /** GRANT, REVOKE, and CREATE, ALTER, DROP or RENAME of USER and ROLE. */
    ACCOUNT,
    /** MariaDB's compound statement outside a stored program: BEGIN NOT ATOMIC, IF, LOOP and so on. */
    COMPOUND,
    /** HELP. */
    HELP,
    OTHER;

    /** Whether it is one of the DDL statements: CREATE, ALTER, DROP, TRUNCATE, RENAME TABLE. */
    public boolean isDdl() {
        return switch (this) {
            case CREATE_TABLE, CREATE_INDEX, CREATE_VIEW, CREATE_DATABASE, CREATE_PROGRAM, CREATE_OTHER -> true;
            case ALTER_TABLE, ALTER_OTHER, DROP_TABLE, DROP_INDEX, DROP_VIEW, DROP_DATABASE, DROP_OTHER -> true;
            case TRUNCATE, RENAME_TABLE -> true;
            default -> false;
        };
    }

    /** Whether it writes rows of tables that it names. */
    public boolean isDml() {
        return this == INSERT || this == REPLACE || this == UPDATE || this == DELETE;
    }
}
