package io.shardgate.planner.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {

    private static QueryText text(String sql) {
        return QueryText.of(sql.getBytes(StandardCharsets.UTF_8), LexerMode.standard());
    }

    private static Statement parse(String sql) {
        return StatementParser.parse(text(sql));
    }

    private static List<SetItem> set(String sql) {
        return ((Statement.Set) parse(sql)).items();
    }

    @ParameterizedTest
    @CsvSource({
        "use customer, customer",
        "use customer/-80, customer/-80",
        "use `customer:-80@replica`, customer:-80@replica",
        "USE customer:-80@replica, customer:-80@replica",
        "use customer[10-20]@rdonly, customer[10-20]@rdonly",
        "use customer[deadbeef], customer[deadbeef]",
        "use @replica, @replica",
        "use `a``b`, a`b",
        "use ks:-80@replica|zone1-0000000100, ks:-80@replica|zone1-0000000100",
    })
    void aTargetIsWhatIsWrittenWithoutQuotes(String sql, String target) {
        assertThat(parse(sql)).isEqualTo(new Statement.Use(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use",
                "use a b",
                "kill",
                "kill x",
                "kill query -1",
                "set",
                "set a",
                "set a =",
                "set a = 1,",
                "set @v",
                "set a = )",
                "start transaction read",
                "start transaction read only, read write",
                "commit now",
                "savepoint",
                "savepoint 'a'",
                "release a",
                "rollback to",
                "vexplain",
                "vexplain all",
                "select next 5 values",
                "select next 5 values from a where 1",
                "set transaction isolation level chaos",
            })
    void whatOnlyTheProxyCanExecuteIsRefusedWhenMalformed(String sql) {
        assertThatThrownBy(() -> parse(sql))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.error()).isEqualTo(SqlError.SYNTAX_ERROR));
    }

    @Test
    void aSyntaxErrorSaysWhereInTheWordsOfMysql() {
        assertThatThrownBy(() -> parse("kill\n query x y"))
                .hasMessageContaining("near 'x y' at line 2")
                .isInstanceOf(SqlErrorException.class);
    }

    @Test
    void transactionsHaveTheirOptions() {
        assertThat(parse("begin work")).isEqualTo(new Statement.Begin(Optional.empty(), false));
        assertThat(parse("start transaction with consistent snapshot, read only"))
                .isEqualTo(new Statement.Begin(Optional.of(AccessMode.READ_ONLY), true));
        assertThat(parse("commit and chain")).isEqualTo(new Statement.Commit(Completion.YES, Completion.UNSPECIFIED));
        assertThat(parse("rollback work and no chain release"))
                .isEqualTo(new Statement.Rollback(Completion.NO, Completion.YES));
        assertThat(parse("commit no release")).isEqualTo(new Statement.Commit(Completion.UNSPECIFIED, Completion.NO));
    }

    @Test
    void savepointsAreNamed() {
        assertThat(parse("savepoint `a b`")).isEqualTo(new Statement.Savepoint("a b"));
        assertThat(parse("release savepoint x")).isEqualTo(new Statement.ReleaseSavepoint("x"));
        assertThat(parse("rollback work to savepoint x")).isEqualTo(new Statement.RollbackTo("x"));
        assertThat(parse("rollback to savepoint")).isEqualTo(new Statement.RollbackTo("savepoint"));
    }

    @Test
    void killNamesAConnectionOrItsQuery() {
        assertThat(parse("kill 7")).isEqualTo(new Statement.Kill(Statement.Kill.Scope.CONNECTION, 7));
        assertThat(parse("KILL QUERY 7")).isEqualTo(new Statement.Kill(Statement.Kill.Scope.QUERY, 7));
        assertThat(parse("kill connection 7")).isEqualTo(new Statement.Kill(Statement.Kill.Scope.CONNECTION, 7));
    }

    @Test
    void setTakesVariablesOfAllScopesInOneStatement() {
        String sql = "SET autocommit=1, @@session.sql_mode = concat(@@sql_mode, ',X'), @v := -5, GLOBAL a.b = DEFAULT,"
                + " persist x = ON, @@y = 'z', local session = true";
        QueryText text = text(sql);
        List<SetItem> items = ((Statement.Set) StatementParser.parse(text)).items();

        assertThat(items)
                .satisfiesExactly(
                        item -> assertVariable(item, VariableScope.UNSPECIFIED, "autocommit", SqlValue.of(1)),
                        item -> {
                            SetItem.SystemVariable variable = (SetItem.SystemVariable) item;
                            assertThat(variable.scope()).isEqualTo(VariableScope.SESSION);
                            assertThat(variable.name()).isEqualTo("sql_mode");
                            assertThat(variable.value()).isInstanceOf(SetValue.Expression.class);
                            assertThat(variable.value().span().text(text)).isEqualTo("concat(@@sql_mode, ',X')");
                        },
                        item -> {
                            SetItem.UserVariable variable = (SetItem.UserVariable) item;
                            assertThat(variable.name()).isEqualTo("v");
                            assertThat(((SetValue.Literal) variable.value()).value())
                                    .isEqualTo(SqlValue.of(-5));
                        },
                        item -> {
                            SetItem.SystemVariable variable = (SetItem.SystemVariable) item;
                            assertThat(variable.scope()).isEqualTo(VariableScope.GLOBAL);
                            assertThat(variable.name()).isEqualTo("a.b");
                            assertThat(variable.value()).isInstanceOf(SetValue.Default.class);
                        },
                        item -> {
                            SetItem.SystemVariable variable = (SetItem.SystemVariable) item;
                            assertThat(variable.scope()).isEqualTo(VariableScope.PERSIST);
                            assertThat(((SetValue.Word) variable.value()).word())
                                    .isEqualTo("ON");
                        },
                        item -> assertVariable(item, VariableScope.UNSPECIFIED, "y", SqlValue.of("z")),
                        item -> assertVariable(item, VariableScope.SESSION, "session", SqlValue.of(1)));
    }

    private static void assertVariable(SetItem item, VariableScope scope, String name, SqlValue value) {
        SetItem.SystemVariable variable = (SetItem.SystemVariable) item;
        assertThat(variable.scope()).isEqualTo(scope);
        assertThat(variable.name()).isEqualTo(name);
        assertThat(((SetValue.Literal) variable.value()).value()).isEqualTo(value);
    }

    @Test
    void setNamesAndCharsetsAreReadAlsoInExecutableComments() {
        assertThat(set("/*!40101 SET NAMES utf8 */"))
                .containsExactly(new SetItem.Names(Optional.of("utf8"), Optional.empty()));
        assertThat(set("set names 'UTF8MB4' collate utf8mb4_bin"))
                .containsExactly(new SetItem.Names(Optional.of("utf8mb4"), Optional.of("utf8mb4_bin")));
        assertThat(set("set names default")).containsExactly(new SetItem.Names(Optional.empty(), Optional.empty()));
        assertThat(set("set character set latin1")).containsExactly(new SetItem.CharacterSet(Optional.of("latin1")));
        assertThat(set("set charset default")).containsExactly(new SetItem.CharacterSet(Optional.empty()));
    }

    @Test
    void setTransactionHasItsScopeAndCharacteristics() {
        assertThat(set("set transaction read only"))
                .containsExactly(new SetItem.Transaction(
                        VariableScope.UNSPECIFIED, Optional.empty(), Optional.of(AccessMode.READ_ONLY)));
        assertThat(set("set session transaction isolation level read committed, read write"))
                .containsExactly(new SetItem.Transaction(
                        VariableScope.SESSION,
                        Optional.of(IsolationLevel.READ_COMMITTED),
                        Optional.of(AccessMode.READ_WRITE)));
        assertThat(set("set global transaction isolation level repeatable read"))
                .containsExactly(new SetItem.Transaction(
                        VariableScope.GLOBAL, Optional.of(IsolationLevel.REPEATABLE_READ), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "set password = 'x', SET PASSWORD",
        "set password for a@b = 'x', SET PASSWORD",
        "set role none, SET ROLE",
        "set default role a to b, SET DEFAULT ROLE",
        "set resource group g, SET RESOURCE GROUP",
    })
    void administrativeSetsAreNamedOnly(String sql, String what) {
        assertThat(set(sql)).containsExactly(new SetItem.Administrative(what));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "show vitess_shards; VITESS_SHARDS; -; -",
                "show vitess_tablets like '%80%'; VITESS_TABLETS; -; %80%",
                "show vitess_target; VITESS_TARGET; -; -",
                "show vitess_replication_status like 'x'; VITESS_REPLICATION_STATUS; -; x",
                "show keyspaces; KEYSPACES; -; -",
                "show vitess_keyspaces; KEYSPACES; -; -",
                "show databases like 'c%'; DATABASES; -; c%",
                "show schemas; DATABASES; -; -",
                "show vschema tables; VSCHEMA_TABLES; -; -",
                "show vschema vindexes on customer.t; VSCHEMA_VINDEXES; customer.t; -",
                "show vschema keyspaces; VSCHEMA_KEYSPACES; -; -",
                "show full tables from d like 'a'; TABLES; d; a",
                "show open tables; OPEN_TABLES; -; -",
                "show table status in d; TABLE_STATUS; d; -",
                "show full columns from t from d; COLUMNS; d.t; -",
                "show fields in d.t; COLUMNS; d.t; -",
                "show keys from t; INDEX; t; -",
                "show create table d.t; CREATE_TABLE; d.t; -",
                "show create view v; CREATE_VIEW; v; -",
                "show create database if not exists d; CREATE_DATABASE; d; -",
                "show create procedure p; CREATE_OTHER; -; -",
                "show session variables like 'a\\_b'; VARIABLES; -; a\\_b",
                "show global status; STATUS; -; -",
                "show warnings limit 5; WARNINGS; -; -",
                "show count(*) warnings; COUNT_WARNINGS; -; -",
                "show errors; ERRORS; -; -",
                "show full processlist; PROCESSLIST; -; -",
                "show engines; ENGINES; -; -",
                "show plugins; PLUGINS; -; -",
                "show character set; CHARSET; -; -",
                "show charset; CHARSET; -; -",
                "show collation; COLLATION; -; -",
                "show grants for a@b; GRANTS; -; -",
                "show triggers; TRIGGERS; -; -",
                "show function status; FUNCTION_STATUS; -; -",
                "show master status; OTHER; -; -",
                "show tables garbage; OTHER; -; -",
                "show; OTHER; -; -",
            })
    void showHasAFormATableAndAPattern(String sql, ShowForm form, String from, String like) {
        Statement.Show show = (Statement.Show) parse(sql);

        assertThat(show.form()).isEqualTo(form);
        assertThat(show.from().map(t -> t.database().map(d -> d + ".").orElse("") + t.table()))
                .isEqualTo(Optional.ofNullable(from));
        assertThat(show.like()).isEqualTo(Optional.ofNullable(like));
    }

    @Test
    void theConditionOfShowIsASpan() {
        QueryText text = text("show tables where a = 'b' or c");

        assertThat(((Statement.Show) StatementParser.parse(text)).where().map(span -> span.text(text)))
                .contains("a = 'b' or c");
    }

    @Test
    void explainGivesTheInnerStatementAndDescribeTheTable() {
        assertThat(parse("explain format=json select 1")).isEqualTo(new Statement.Explain(4, 20));
        assertThat(parse("desc update t set a=1")).isEqualTo(new Statement.Explain(1, 5));
        assertThat(parse("explain for connection 5")).isEqualTo(new Statement.ExplainConnection(5));
        assertThat(parse("desc d.t `c`"))
                .isEqualTo(new Statement.Describe(new TableName(Optional.of("d"), "t"), Optional.of("c")));
        assertThat(parse("explain t 'c%'"))
                .isEqualTo(new Statement.Describe(new TableName(Optional.empty(), "t"), Optional.of("c%")));
        assertThat(parse("vexplain select 1")).isEqualTo(new Statement.VExplain(Statement.VExplain.Detail.PLAN, 1, 9));
        assertThat(parse("vexplain Queries update t set a=1"))
                .isEqualTo(new Statement.VExplain(Statement.VExplain.Detail.QUERIES, 2, 17));
    }

    @Test
    void selectNextAsksForOneForANumberOrForAParameter() {
        TableName sequence = new TableName(Optional.of("commerce"), "seq");

        assertThat(parse("select next value from commerce.seq"))
                .isEqualTo(new Statement.SelectNext(new Statement.NextCount.Fixed(1), sequence));
        assertThat(parse("SELECT NEXT 50 VALUES FROM `commerce`.seq"))
                .isEqualTo(new Statement.SelectNext(new Statement.NextCount.Fixed(50), sequence));
        assertThat(parse("select next ? values from commerce.seq"))
                .isEqualTo(new Statement.SelectNext(new Statement.NextCount.Parameter(0), sequence));
    }

    @Test
    void aNamedNumberOfSelectNextIsRefusedWithAdvice() {
        assertThatThrownBy(() -> parse("select next :n values from seq"))
                .hasMessageContaining("':n'")
                .hasMessageContaining("write the number itself");
    }

    @Test
    void preparedStatementsInSqlAreRead() {
        assertThat(parse("prepare s from 'select ?'"))
                .isEqualTo(new Statement.Prepare("s", new Statement.PreparedText.Literal(SqlValue.of("select ?"))));
        assertThat(parse("prepare s from @q"))
                .isEqualTo(new Statement.Prepare("s", new Statement.PreparedText.UserVariable("q")));
        assertThat(parse("execute s using @a, @`b c`")).isEqualTo(new Statement.Execute("s", List.of("a", "b c")));
        assertThat(parse("deallocate prepare s")).isEqualTo(new Statement.Deallocate("s"));
        assertThat(parse("drop prepare s")).isEqualTo(new Statement.Deallocate("s"));
        assertThat(parse("prepare s from concat('a')")).isEqualTo(new Statement.Opaque(StatementKind.PREPARE));
    }

    @Test
    void lockTablesListsTablesAliasesAndLocks() {
        assertThat(parse("lock tables a read, d.b as x low_priority write, c y read local"))
                .isEqualTo(new Statement.LockTables(List.of(
                        new Statement.LockedTable(new TableName(Optional.empty(), "a"), Optional.empty(), "READ"),
                        new Statement.LockedTable(
                                new TableName(Optional.of("d"), "b"), Optional.of("x"), "LOW_PRIORITY WRITE"),
                        new Statement.LockedTable(
                                new TableName(Optional.empty(), "c"), Optional.of("y"), "READ LOCAL"))));
        assertThat(parse("unlock tables")).isEqualTo(new Statement.UnlockTables());
    }

    @Test
    void theConnectQueriesOfDriversAreRecognised() {
        assertThat(parse(
                        "/* mysql-connector-j */SELECT  @@session.auto_increment_increment AS auto_increment_increment,"
                                + " @@character_set_client AS 'x', @@global.`max_allowed_packet`"))
                .isEqualTo(new Statement.SelectSystemVariables(List.of(
                        new Statement.SelectedVariable(
                                VariableScope.SESSION, "auto_increment_increment", "auto_increment_increment"),
                        new Statement.SelectedVariable(VariableScope.UNSPECIFIED, "character_set_client", "x"),
                        new Statement.SelectedVariable(
                                VariableScope.GLOBAL, "max_allowed_packet", "@@global.`max_allowed_packet`"))));
        assertThat(parse("select @@version_comment limit 1"))
                .isEqualTo(new Statement.SelectSystemVariables(List.of(new Statement.SelectedVariable(
                        VariableScope.UNSPECIFIED, "version_comment", "@@version_comment"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select @@a, 1",
                "select @@a + 1",
                "select @@a from t",
                "select @@a limit 2",
                "select @@a union select 1",
            })
    void aSelectOfAnythingElseIsThePlanners(String sql) {
        assertThat(parse(sql)).isEqualTo(new Statement.Planned(StatementKind.SELECT));
    }
}
