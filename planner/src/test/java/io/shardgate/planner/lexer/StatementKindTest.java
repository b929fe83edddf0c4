package io.shardgate.planner.lexer;

import static io.shardgate.planner.lexer.Scanned.mariadb;
import static io.shardgate.planner.lexer.Scanned.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "~~ | EMPTY",
                "~  ~ | EMPTY",
                "; select 1 | EMPTY",
                "-- c | COMMENT_ONLY",
                "/* c */ | COMMENT_ONLY",
                "/*!99999 x */ | COMMENT_ONLY",
                "((select 1)) | SELECT",
                "/* c */ select 1 | SELECT",
                "select/*vt+ X */1 | SELECT",
                "select 'a | INVALID",
                "table t | SELECT",
                "values row(1,2) | SELECT",
                "with a as (select 1) select * from a | SELECT",
                "with a as (delete) update t set a=1 | UPDATE",
                "with recursive a as (select 1) delete from t | DELETE",
                "select next value from s | SELECT_NEXT",
                "select next 5 values from s | SELECT_NEXT",
                "select next :n values from s | SELECT_NEXT",
                "select next from t | SELECT",
                "insert into t values (1) | INSERT",
                "replace t set a=1 | REPLACE",
                "create temporary table t (a int) | CREATE_TABLE",
                "create unique index i on t (a) | CREATE_INDEX",
                "create or replace definer=`a`@`b` view v as select 1 | CREATE_VIEW",
                "create schema s | CREATE_DATABASE",
                "create definer=a@b procedure p() select 1 | CREATE_PROGRAM",
                "create user a | ACCOUNT",
                "create sequence s | CREATE_OTHER",
                "alter table t add a int | ALTER_TABLE",
                "alter vschema add table t | ALTER_VSCHEMA",
                "alter user a | ACCOUNT",
                "drop table t | DROP_TABLE",
                "drop prepare s | DEALLOCATE",
                "truncate t | TRUNCATE",
                "rename table a to b | RENAME_TABLE",
                "begin | BEGIN",
                "begin work | BEGIN",
                "start transaction | BEGIN",
                "start slave | OTHER",
                "rollback work to x | ROLLBACK_TO",
                "rollback and chain | ROLLBACK",
                "lock table t read | LOCK_TABLES",
                "lock instance for backup | LOCK_INSTANCE",
                "unlock tables | UNLOCK_TABLES",
                "set a=1 | SET",
                "set statement=1 | SET",
                "set statement max_statement_time=1 for select 1 | SET_STATEMENT",
                "/*!40101 SET NAMES utf8 */ | SET",
                "desc t | DESCRIBE",
                "describe t a | DESCRIBE",
                "explain t | DESCRIBE",
                "explain extended | DESCRIBE",
                "explain extended select 1 | EXPLAIN",
                "explain format=tree select 1 | EXPLAIN",
                "desc (select 1) | EXPLAIN",
                "analyze table t | TABLE_MAINTENANCE",
                "analyze format=json select 1 | EXPLAIN",
                "vexplain select 1 | VEXPLAIN",
                "kill 1 | KILL",
                "execute s | EXECUTE",
                "execute immediate 'select 1' | OTHER",
                "call p() | CALL",
                "get diagnostics @a = number | DIAGNOSTICS",
                "xa start 'x' | XA",
                "garbage | OTHER",
            })
    void aStatementsKindIsToldFromItsFirstTokens(String sql, StatementKind kind) {
        assertThat(scan(sql).statementKind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "begin not atomic select 1; end, COMPOUND",
        "l: loop leave l; end loop, COMPOUND",
        "if 1 then select 1; end if, COMPOUND",
    })
    void mariadbHasCompoundStatementsOfTheirOwn(String sql, StatementKind kind) {
        Fingerprint fingerprint = scan(sql, mariadb());

        assertThat(fingerprint.statementKind()).isEqualTo(kind);
        assertThat(fingerprint.hasMore()).isFalse();
    }

    private static List<String> split(String sql, LexerMode mode) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        Fingerprint fingerprint = new Fingerprint();
        List<String> statements = new ArrayList<>();
        int from = 0;
        do {
            fingerprint.scan(bytes, from, bytes.length, mode);
            int start = fingerprint.textStart();
            statements.add(new String(bytes, start, fingerprint.textEnd() - start, StandardCharsets.UTF_8));
            from = fingerprint.nextStart();
        } while (fingerprint.hasMore());
        return statements;
    }

    @Test
    void statementsAreSplitAtSemicolonsThatAreNotInStringsOrComments() {
        assertThat(split("select ';' /* ; */ -- ;\n; set @a=1 ;; ", LexerMode.standard()))
                .containsExactly("select ';' /* ; */ -- ;\n", "set @a=1 ");
        assertThat(split("select 1; ; select 2", LexerMode.standard())).containsExactly("select 1", "", "select 2");
        assertThat(split("begin; select 1; end", LexerMode.standard())).containsExactly("begin", "select 1", "end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create procedure p() begin select 1; select 2; end",
                "create procedure p() begin if a then select 1; elseif b then begin end; else set @a=if(1,2,3); end if; end",
                "create procedure p() begin declare continue handler for not found begin set a=1; end; select 1; end",
                "create procedure p() begin case a when 1 then select 1; else select 2; end case; select case b when 1 then 2 end; end",
                "create procedure p() begin l: loop leave l; end loop l; while a do set b=1; end while; select 1; end",
                "create procedure p() begin repeat set a=repeat('x',2); until a=(case 1 when 1 then 2 end) end repeat; select 1; end",
                "create procedure p() l: begin declare exit handler for sqlexception rollback; select end from t for update; end l",
                "create trigger t before insert on x for each row begin set new.a=1; set new.b=2; end",
                "create trigger t before insert on x for each row if new.a then set new.b=1; end if",
                "create trigger t before insert on x for each row follows u case new.a when 1 then set @a=1; end case",
                "create event if not exists e on schedule every 1 day do begin delete from t; delete from u; end",
                "alter event e do begin select 1; end",
                "create function if not exists f(a int) returns set('a') deterministic begin return 1; end",
                "create procedure p() if 1 then select 1; end if",
                "create procedure p() while 1 do select 1; end while",
                "/*!50003 create*/ /*!50017 definer=`r`@`h`*/ /*!50003 trigger t before insert on x for each row begin set @a=1; set @b=2; end */",
            })
    void aCompoundBodyIsOneStatement(String program) {
        assertThat(split(program + " ; select 3", LexerMode.standard())).containsExactly(program + " ", "select 3");
        assertThat(split(program, LexerMode.standard())).containsExactly(program);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create procedure p() select 1",
                "create function f() returns int return if(1,2,3)",
                "create function f() returns string soname 'x'",
                "create trigger t before insert on x for each row set new.a = case 1 when 2 then 3 end",
                "create table t (a int) comment 'begin'",
                "create table begin (a int)",
                "drop procedure p",
            })
    void aSimpleBodyEndsAtTheFirstSemicolon(String program) {
        assertThat(split(program + "; select 3", LexerMode.standard())).containsExactly(program, "select 3");
    }

    @Test
    void mariadbsCompoundStatementsAreOneStatement() {
        assertThat(split("begin not atomic declare a int; select 1; end; select 2", mariadb()))
                .containsExactly("begin not atomic declare a int; select 1; end", "select 2");
        assertThat(split("begin; select 2", mariadb())).containsExactly("begin", "select 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select last_insert_id () | LAST_INSERT_ID_FUNCTION",
                "select found_rows() | FOUND_ROWS_FUNCTION",
                "select row_count() | ROW_COUNT_FUNCTION",
                "select @a | USER_VARIABLE",
                "select @@a | SYSTEM_VARIABLE",
                "select get_lock('a',1) | LOCK_FUNCTION",
                "select release_all_locks() | LOCK_FUNCTION",
                "call p() | CALL",
                "create temporary table t (a int) | TEMPORARY_TABLE",
                "lock tables a read | TABLE_LOCK",
                "flush tables with read lock | TABLE_LOCK",
                "select 1 into outfile 'x' | INTO_FILE",
                "select sql_calc_found_rows 1 from t | CALC_FOUND_ROWS",
                "select 1 from t for update | ROW_LOCK",
                "select 1 from t for share | ROW_LOCK",
                "select 1 from t lock in share mode | ROW_LOCK",
                "show warnings | DIAGNOSTICS",
                "select database() | DATABASE_FUNCTION",
                "select connection_id() | CONNECTION_ID_FUNCTION",
            })
    void whatTouchesTheSessionIsFlagged(String sql, SessionUse use) {
        assertThat(scan(sql).sessionUses())
                .isEqualTo(1 << List.of(SessionUse.values()).indexOf(use));
    }

    @Test
    void whatOnlyLooksLikeItTouchesTheSessionIsNotFlagged() {
        assertThat(scan("select t.last_insert_id, found_rows, '@a', `@@b` from row_count where call_ = 1")
                        .sessionUses())
                .isZero();
        assertThat(scan("select 1 into @a").uses(SessionUse.INTO_VARIABLE)).isTrue();
    }
}
