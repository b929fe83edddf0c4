package io.shardgate.admin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.admin.schema.SqlScript.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {

    @Test
    void statementsAreDividedBySemicolonsAndKnowTheirLines() {
        assertThat(SqlScript.split("create table a (id int);\n\n-- the next\ncreate table b (id int);\n"))
                .containsExactly(
                        new Statement("create table a (id int)", 1), new Statement("create table b (id int)", 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table a (b varchar(9) default ';')",
                "create table a (b varchar(9) default 'it''s; so')",
                "create table a (b varchar(9) default 'it\\'s; so')",
                "create table a (b int comment \"x;y\")",
                "create table `a;b` (b int)",
                "create table a (b int) /* not; here */",
                "create table a (b int -- not; here\n)",
                "create table a (b int # not; here\n)",
                "create table a (b int default (5--1))",
                "create procedure p() begin select 1; select 2; end",
                "CREATE DEFINER = `a`@`%` TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END"
            })
    void semicolonsElsewhereDivideNothing(String sql) {
        assertThat(SqlScript.split(sql)).containsExactly(new Statement(sql, 1));
    }

    @Test
    void blanksAndCommentsAloneAreNoStatement() {
        assertThat(SqlScript.split(" ;\n; -- nothing\n/* here */;")).isEmpty();
    }

    @Test
    void anExecutableCommentIsAStatement() {
        assertThat(SqlScript.split("/*!50001 create view v as select 1 */;"))
                .containsExactly(new Statement("/*!50001 create view v as select 1 */", 1));
    }

    @ParameterizedTest
    @CsvSource({"'alter table a', ALTER, TABLE", "'create`a`', CREATE, A", "drop, DROP, ''"})
    void theFirstWordsTellTheKind(String sql, String first, String second) {
        Statement statement = new Statement(sql, 1);

        assertThat(statement.firstWord()).isEqualTo(first);
        assertThat(statement.secondWord()).isEqualTo(second);
    }

    @Test
    void whatIsNotClosedIsRefusedWithItsLine() {
        assertThatThrownBy(() -> SqlScript.split("create table a (b int);\ncreate table b (c int default 'x)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("quote '");
        assertThatThrownBy(() -> SqlScript.split("/* to the end"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comment");
    }
}
