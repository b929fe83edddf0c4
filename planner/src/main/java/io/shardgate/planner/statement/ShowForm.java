package io.shardgate.planner.statement;

/** What a SHOW statement shows. */
public enum ShowForm {
    VITESS_SHARDS,
    VITESS_TABLETS,
    VITESS_TARGET,
    VITESS_REPLICATION_STATUS,
    /** SHOW KEYSPACES or VITESS_KEYSPACES. */
    KEYSPACES,
    /** SHOW DATABASES or SCHEMAS. */
    DATABASES,
    VSCHEMA_TABLES,
    VSCHEMA_VINDEXES,
    VSCHEMA_KEYSPACES,
    TABLES,
    TABLE_STATUS,
    OPEN_TABLES,
    /** SHOW COLUMNS or FIELDS. */
    COLUMNS,
    /** SHOW INDEX, INDEXES or KEYS. */
    INDEX,
    CREATE_TABLE,
    CREATE_VIEW,
    CREATE_DATABASE,
    /** SHOW CREATE PROCEDURE, FUNCTION, TRIGGER, EVENT, USER and so on. */
    CREATE_OTHER,
    VARIABLES,
    STATUS,
    WARNINGS,
    ERRORS,
    /** SHOW COUNT(*) WARNINGS. */
    COUNT_WARNINGS,
    /** SHOW COUNT(*) ERRORS. */
    COUNT_ERRORS,
    PROCESSLIST,
    ENGINES,
    PLUGINS,
    /** SHOW CHARACTER SET or CHARSET. */
    CHARSET,
    COLLATION,
    GRANTS,
    PRIVILEGES,
    TRIGGERS,
    EVENTS,
    PROCEDURE_STATUS,
    FUNCTION_STATUS,
    /** Known to servers perhaps; forwarded as it is. */
    OTHER;

    /** Whether FROM, or the name of what is created, is a database rather than a table. */
    public boolean isOfDatabase() {
        return switch (this) {
            case TABLES, TABLE_STATUS, OPEN_TABLES, TRIGGERS, EVENTS, CREATE_DATABASE -> true;
            default -> false;
        };
    }
}
