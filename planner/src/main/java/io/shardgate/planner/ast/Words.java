package io.shardgate.planner.ast;

import java.util.Set;

/** MySQL's words, by what they can be in a query. */
public final class Words {

    private Words() {}

    /** Grammar that JSqlParser reads as we mean it. */
    static final Set<String> GRAMMAR = Set.of(
            "SELECT",
            "DISTINCT",
            "FROM",
            "WHERE",
            "GROUP",
            "BY",
            "HAVING",
            "ORDER",
            "ASC",
            "DESC",
            "LIMIT",
            "UNION",
            "ALL",
            "INTERSECT",
            "EXCEPT",
            "AS",
            "ON",
            "USING",
            "JOIN",
            "LEFT",
            "RIGHT",
            "OUTER",
            "NATURAL",
            "AND",
            "OR",
            "NOT",
            "IN",
            "BETWEEN",
            "LIKE",
            "IS",
            "EXISTS",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "WITH",
            "RECURSIVE",
            "OVER",
            "PARTITION",
            "WINDOW");

    /** Functions that MySQL calls without parentheses. */
    public static final Set<String> CALLED_WITHOUT_PARENTHESES = Set.of(
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURRENT_USER",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "UTC_DATE",
            "UTC_TIME",
            "UTC_TIMESTAMP");

    public static final Set<String> INTERVAL_UNITS = Set.of(
            "MICROSECOND",
            "SECOND",
            "MINUTE",
            "HOUR",
            "DAY",
            "WEEK",
            "MONTH",
            "QUARTER",
            "YEAR",
            "SECOND_MICROSECOND",
            "MINUTE_MICROSECOND",
            "MINUTE_SECOND",
            "HOUR_MICROSECOND",
            "HOUR_SECOND",
            "HOUR_MINUTE",
            "DAY_MICROSECOND",
            "DAY_SECOND",
            "DAY_MINUTE",
            "DAY_HOUR",
            "YEAR_MONTH");

    /** Those that TIMESTAMPADD takes. */
    public static final Set<String> SIMPLE_UNITS =
            Set.of("MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR");

    static final Set<String> SELECT_MODIFIERS = Set.of(
            "ALL",
            "DISTINCT",
            "DISTINCTROW",
            "HIGH_PRIORITY",
            "STRAIGHT_JOIN",
            "SQL_SMALL_RESULT",
            "SQL_BIG_RESULT",
            "SQL_BUFFER_RESULT",
            "SQL_NO_CACHE",
            "SQL_CACHE",
            "SQL_CALC_FOUND_ROWS");

    /** Reserved words that are also functions when a parenthesis follows. */
    static final Set<String> RESERVED_FUNCTIONS = Set.of(
            "CHAR",
            "CONVERT",
            "DATABASE",
            "DEFAULT",
            "IF",
            "INSERT",
            "INTERVAL",
            "LEFT",
            "MOD",
            "REPEAT",
            "REPLACE",
            "RIGHT",
            "SCHEMA",
            "VALUES",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURRENT_USER",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "UTC_DATE",
            "UTC_TIME",
            "UTC_TIMESTAMP",
            "RANK",
            "DENSE_RANK",
            "ROW_NUMBER",
            "LAG",
            "LEAD",
            "NTILE",
            "PERCENT_RANK",
            "CUME_DIST",
            "FIRST_VALUE",
            "LAST_VALUE",
            "NTH_VALUE",
            "MATCH",
            "GROUPING",
            "CAST",
            "LOG",
            "ASCII",
            "JSON_TABLE");

    /** Words that MySQL 8 never takes for a name unless they are quoted or come after a point. */
    public static final Set<String> RESERVED = Set.of(
            ("ACCESSIBLE ADD ALL ALTER ANALYZE AND AS ASC ASENSITIVE BEFORE BETWEEN BIGINT BINARY BLOB BOTH BY CALL CASCADE"
                            + " CASE CHANGE CHAR CHARACTER CHECK COLLATE COLUMN CONDITION CONSTRAINT CONTINUE CONVERT"
                            + " CREATE CROSS CUBE CUME_DIST CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURSOR"
                            + " DATABASE DATABASES DAY_HOUR DAY_MICROSECOND DAY_MINUTE DAY_SECOND DEC DECIMAL DECLARE"
                            + " DEFAULT DELAYED DELETE DENSE_RANK DESC DESCRIBE DETERMINISTIC DISTINCT DISTINCTROW DIV"
                            + " DOUBLE DROP DUAL EACH ELSE ELSEIF EMPTY ENCLOSED ESCAPED EXCEPT EXISTS EXIT EXPLAIN FALSE"
                            + " FETCH FIRST_VALUE FLOAT FLOAT4 FLOAT8 FOR FORCE FOREIGN FROM FULLTEXT FUNCTION GENERATED"
                            + " GET GRANT GROUP GROUPING GROUPS HAVING HIGH_PRIORITY HOUR_MICROSECOND HOUR_MINUTE"
                            + " HOUR_SECOND IF IGNORE IN INDEX INFILE INNER INOUT INSENSITIVE INSERT INT INT1 INT2 INT3"
                            + " INT4 INT8 INTEGER INTERVAL INTO IO_AFTER_GTIDS IO_BEFORE_GTIDS IS ITERATE JOIN JSON_TABLE"
                            + " KEY KEYS KILL LAG LAST_VALUE LATERAL LEAD LEADING LEAVE LEFT LIKE LIMIT LINEAR LINES LOAD"
                            + " LOCALTIME LOCALTIMESTAMP LOCK LONG LONGBLOB LONGTEXT LOOP LOW_PRIORITY MASTER_BIND"
                            + " MASTER_SSL_VERIFY_SERVER_CERT MATCH MAXVALUE MEDIUMBLOB MEDIUMINT MEDIUMTEXT MIDDLEINT"
                            + " MINUTE_MICROSECOND MINUTE_SECOND MOD MODIFIES NATURAL NOT NO_WRITE_TO_BINLOG NTH_VALUE"
                            + " NTILE NULL NUMERIC OF ON OPTIMIZE OPTIMIZER_COSTS OPTION OPTIONALLY OR ORDER OUT OUTER"
                            + " OUTFILE OVER PARTITION PERCENT_RANK PRECISION PRIMARY PROCEDURE PURGE RANGE RANK READ READS"
                            + " READ_WRITE REAL RECURSIVE REFERENCES REGEXP RELEASE RENAME REPEAT REPLACE REQUIRE RESIGNAL"
                            + " RESTRICT RETURN REVOKE RIGHT RLIKE ROW ROWS ROW_NUMBER SCHEMA SCHEMAS SECOND_MICROSECOND"
                            + " SELECT SENSITIVE SEPARATOR SET SHOW SIGNAL SMALLINT SPATIAL SPECIFIC SQL SQLEXCEPTION"
                            + " SQLSTATE SQLWARNING SQL_BIG_RESULT SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT SSL STARTING STORED"
                            + " STRAIGHT_JOIN SYSTEM TABLE TERMINATED THEN TINYBLOB TINYINT TINYTEXT TO TRAILING TRIGGER"
                            + " TRUE UNDO UNION UNIQUE UNLOCK UNSIGNED UPDATE USAGE USE USING UTC_DATE UTC_TIME"
                            + " UTC_TIMESTAMP VALUES VARBINARY VARCHAR VARCHARACTER VARYING VIRTUAL WHEN WHERE WHILE WINDOW"
                            + " WITH WRITE XOR YEAR_MONTH ZEROFILL")
                    .split(" "));

    /** Words that only MySQL reserves. */
    private static final Set<String> NOT_IN_MARIADB =
            Set.of(("CUBE CUME_DIST DENSE_RANK EMPTY FIRST_VALUE FUNCTION GENERATED GET GROUPING GROUPS IO_AFTER_GTIDS"
                            + " IO_BEFORE_GTIDS JSON_TABLE LAG LAST_VALUE LATERAL LEAD MASTER_BIND NTH_VALUE NTILE OF"
                            + " OPTIMIZER_COSTS PERCENT_RANK RANK ROW ROW_NUMBER STORED SYSTEM VIRTUAL WINDOW")
                    .split(" "));

    /** Words that only MariaDB reserves. */
    private static final Set<String> ONLY_IN_MARIADB = Set.of(
            "CURRENT_ROLE",
            "DELETE_DOMAIN_ID",
            "DO_DOMAIN_IDS",
            "IGNORE_DOMAIN_IDS",
            "INTERSECT",
            "OFFSET",
            "PAGE_CHECKSUM",
            "PARSE_VCOL_EXPR",
            "REF_SYSTEM_ID",
            "RETURNING",
            "STATS_AUTO_RECALC",
            "STATS_PERSISTENT",
            "STATS_SAMPLE_PAGES");

    public static boolean isReservedInMariaDb(String word) {
        return ONLY_IN_MARIADB.contains(word) || (RESERVED.contains(word) && !NOT_IN_MARIADB.contains(word));
    }
}
