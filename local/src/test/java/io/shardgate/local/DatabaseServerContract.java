package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every server is, wherever it comes from; one subclass for each source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseServerContract {

    private ServerSource source;
    private DatabaseServer writable;
    private DatabaseServer readOnly;

    /** A source, or an aborted test with the reason why there is none here. */
    abstract ServerSource openSource();

    @BeforeAll
    void startServers() {
        source = openSource();
        writable = source.start("writable", ServerOptions.defaults());
        readOnly = source.start("read-only", ServerOptions.defaults().readOnly());
    }

    @AfterAll
    void closeSource() {
        if (source != null) {
            source.close();
        }
    }

    private Sql dba(DatabaseServer server) {
        return new Sql(server, server.accounts().dba());
    }

    private Sql application(DatabaseServer server) {
        return new Sql(server, server.accounts().application());
    }

    @Test
    void everyAccountLogsIn() throws SQLException {
        for (Account account : writable.accounts().all()) {
            assertThat(new Sql(writable, account).one("select current_user()")).isEqualTo(account.name() + "@%");
        }
    }

    @Test
    void itIsTheVersionThatItSays() throws SQLException {
        String version = dba(writable).one("select version()");

        assertThat(version).startsWith(writable.version().number());
        assertThat(version.contains("MariaDB")).isEqualTo(writable.version().family() == Family.MARIADB);
    }

    @Test
    void theApplicationDoesAllDdlAndDml() throws SQLException {
        application(writable)
                .execute(
                        "create database app",
                        "create table app.t (id int primary key, v varchar(20))",
                        "alter table app.t add column w int, add index (v)",
                        "create view app.w as select id from app.t",
                        "create trigger app.tr before insert on app.t for each row set new.w = 1",
                        "create procedure app.p() select 1",
                        "create function app.f() returns int deterministic return 1",
                        "insert into app.t (id, v) values (1, 'a'), (2, 'b')",
                        "update app.t set v = 'c' where id = 1",
                        "create temporary table app.tmp select * from app.t",
                        "lock tables app.t write",
                        "unlock tables",
                        "call app.p()",
                        "delete from app.t where id = 2");

        assertThat(application(writable).column("select concat(id, v, w, app.f()) from app.t"))
                .containsExactly("1c11");
        application(writable).execute("drop view app.w", "drop database app");
    }

    @Test
    void theApplicationCannotWriteToAReadOnlyServerAndTheDbaCan() throws SQLException {
        assertThatThrownBy(() -> application(readOnly).execute("create database refused"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1290));
        assertThatThrownBy(() -> application(readOnly).execute("set global read_only = 0"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1227));

        assertThatCode(() -> dba(readOnly).execute("create database allowed", "drop database allowed"))
                .doesNotThrowAnyException();
    }

    @Test
    void theDbaGrantsTheApplicationDoesNot() {
        assertThatCode(() -> dba(writable)
                        .execute(
                                "create user someone@'%'",
                                "grant select on *.* to someone@'%'", "drop user someone@'%'"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> application(writable).execute("create user someone@'%'"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void theApplicationNeitherReadsNorWritesWhatTheServerKnowsOfAccounts() {
        String table = writable.version().family() == Family.MYSQL ? "mysql.user" : "mysql.global_priv";

        assertThatThrownBy(() -> application(writable).execute("select * from " + table))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> application(writable).execute("delete from " + table))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void rootDoesNotLogInOverTcp() {
        Properties rootWithoutPassword = new Properties();
        rootWithoutPassword.setProperty("user", "root");

        assertThatThrownBy(() -> new Driver().connect(writable.jdbcUrl(), rootWithoutPassword))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isIn(1045, 1698, 1130));
    }

    @Test
    void changesGoToTheBinlogAsWholeRowsWithGtids() throws SQLException {
        assertThat(dba(writable)
                        .one("select concat_ws(',', if(@@log_bin, 1, 0), @@binlog_format, @@binlog_row_image,"
                                + " if(@@log_slave_updates, 1, 0))"))
                .isEqualTo("1,ROW,FULL,1");
        String gtids = writable.version().family() == Family.MYSQL
                ? "select concat_ws(',', @@gtid_mode, @@enforce_gtid_consistency)"
                : "select concat_ws(',', 'ON', if(@@gtid_strict_mode, 'ON', 'OFF'))";
        assertThat(dba(writable).one(gtids)).isEqualTo("ON,ON");
    }

    @Test
    void textIsUtf8AndOfAnyLanguage() throws SQLException {
        application(writable)
                .execute(
                        "create database words",
                        "create table words.t (w varchar(20))",
                        "insert into words.t values ('añ→😀')");

        assertThat(application(writable).column("select w from words.t")).containsExactly("añ→😀");
        assertThat(application(writable).one("select @@character_set_server")).isEqualTo("utf8mb4");
        application(writable).execute("drop database words");
    }

    @Test
    void serversHaveIdsOfTheirOwn() throws SQLException {
        assertThat(dba(writable).one("select @@server_id"))
                .isNotEqualTo(dba(readOnly).one("select @@server_id"));
        if (writable.version().family() == Family.MYSQL) {
            assertThat(dba(writable).one("select @@server_uuid"))
                    .isNotEqualTo(dba(readOnly).one("select @@server_uuid"));
        }
    }

    @Test
    void aNewServerHasNoHistory() throws SQLException {
        DatabaseServer fresh = source.start("fresh", ServerOptions.defaults());

        String history =
                fresh.version().family() == Family.MYSQL ? "select @@gtid_executed" : "select @@gtid_current_pos";
        assertThat(dba(fresh).one(history)).isEmpty();
        fresh.close();
    }
}
