package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.admin.http.AdminPort;
import io.shardgate.admin.http.AdminPort.Outcome;
import io.shardgate.serving.presence.ProxyPresence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that need no server: what they do to the topology, and what they refuse. */
class TopologyCommandsTest {

    private static final String SHARDED =
            "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}}, \"tables\":"
                    + " {\"messages\": {\"column_vindexes\": [{\"column\": \"page\", \"name\": \"hash\"}]}}}";

    @TempDir
    private Path folder;

    private AdminPort admin;

    @BeforeEach
    void open() {
        admin = AdminPort.open(folder, Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private void split() {
        admin.all(
                "CreateKeyspace customer",
                "CreateShard customer/0",
                "CreateShard customer/-80",
                "CreateShard customer/80-");
        String[] shards = {"0", "-80", "80-"};
        for (int i = 0; i < shards.length; i++) {
            admin.all(tablet(shards[i], 100 * (i + 1), "master"), tablet(shards[i], 100 * (i + 1) + 1, "replica"));
            admin.all(tablet(shards[i], 100 * (i + 1) + 2, "rdonly"));
        }
    }

    private static String tablet(String shard, int uid, String type) {
        return "InitTablet -hostname db -mysql_port " + (10_000 + uid) + " -keyspace customer -shard " + shard
                + " zone1-" + uid + " " + type;
    }

    private String served(String cell, String type) {
        String json = admin.run("GetSrvKeyspace", cell, "customer").text();
        int at = json.indexOf("\"served_type\": \"" + type + "\"");
        int end = json.indexOf("shard_tablet_controls", at);
        return at < 0
                ? ""
                : json.substring(at, end)
                        .lines()
                        .filter(line -> line.contains("\"name\""))
                        .map(line -> line.replaceAll(".*: \"(.*)\".*", "$1"))
                        .reduce((a, b) -> a + "," + b)
                        .orElse("");
    }

    @Test
    void tabletsAreListedAsTheGuidesShowThem() {
        split();

        assertThat(admin.run("ListAllTablets").out())
                .startsWith(
                        "zone1-0000000100 customer 0 master db:10100 db:10100 []",
                        "zone1-0000000101 customer 0 replica db:10101 db:10101 []",
                        "zone1-0000000102 customer 0 rdonly db:10102 db:10102 []",
                        "zone1-0000000200 customer -80 master db:10200 db:10200 []")
                .hasSize(9);
        assertThat(admin.run("ListAllTablets", "zone1").out()).hasSize(9);
        assertThat(admin.run("ListAllTablets", "zone7").noted()).contains("cell zone7 does not exist", "zone1");
    }

    @Test
    void newShardsBesideTheServingOneChangeNoRouting() {
        split();

        assertThat(served("zone1", "MASTER")).isEqualTo("0");
        assertThat(served("zone1", "RDONLY")).isEqualTo("0");
        assertThat(admin.run("GetShard", "customer/0").text()).contains("\"is_primary_serving\": true");
        assertThat(admin.run("GetShard", "customer/80-").text())
                .contains("\"is_primary_serving\": false", "\"primary_alias\": \"zone1-0000000300\"");
    }

    @Test
    void aKeyspaceServesWhenItsShardsAreComplete() {
        admin.all("CreateShard -parent customer/-80");
        assertThat(served("zone1", "MASTER")).isEmpty();

        admin.all("CreateShard customer/80-");
        assertThat(served("zone1", "MASTER")).isEqualTo("-80,80-");
        assertThat(admin.run("GetKeyspaces").out()).containsExactly("customer");
    }

    @Test
    void aTypeMovesCellByCellAndBack() {
        split();
        admin.all("AddCellInfo zone2");
        assertThat(admin.run("GetCellInfoNames").out()).containsExactly("zone1", "zone2");

        assertThat(admin.run("MigrateServedTypes", "-cells=zone1", "customer/0", "rdonly")
                        .out())
                .containsExactly("customer rdonly in cell zone1 moved from 0 to -80, 80-");
        assertThat(served("zone1", "RDONLY")).isEqualTo("-80,80-");
        assertThat(served("zone2", "RDONLY")).isEqualTo("0");
        assertThat(served("zone1", "REPLICA")).isEqualTo("0");

        assertThat(admin.run("MigrateServedTypes", "customer/80-", "rdonly").out())
                .containsExactly(
                        "customer rdonly in cell zone1 was already served by -80, 80-",
                        "customer rdonly in cell zone2 moved from 0 to -80, 80-");
        admin.all("MigrateServedTypes customer/0 replica", "MigrateServedTypes --reverse customer/0 rdonly");

        assertThat(served("zone1", "REPLICA")).isEqualTo("-80,80-");
        assertThat(served("zone1", "RDONLY")).isEqualTo("0");
        assertThat(served("zone2", "RDONLY")).isEqualTo("0");
        assertThat(served("zone2", "MASTER")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    customer/0 master                 | 1 | Did you run SplitClone customer/0 before?
                    -cells=zone1 customer/0 master    | 2 | -cells is not possible for master
                    -reverse customer/0 master        | 2 | -reverse is not possible for master
                    -cells=zone9 customer/0 rdonly    | 1 | cell zone9 does not exist; the cells are zone1
                    customer/0 spare                  | 2 | 'spare' is not served
                    customer/0 primry                 | 2 | 'primry' is not a tablet type
                    customer/40- rdonly               | 1 | shard customer/40- does not exist; the shards of customer are
                    custmer/0 rdonly                  | 1 | keyspace custmer does not exist; did you mean 'customer'?
                    customer rdonly                   | 2 | 'customer' does not name a shard
                    customer/0                        | 2 | Missing required parameter: '<type>'
                    -force customer/0 rdonly          | 2 | Unknown option: '-force'
                    """)
    void aMigrationThatCannotBeIsRefusedWithTheReason(String arguments, int exit, String message) {
        split();

        Outcome outcome = admin.run(("MigrateServedTypes " + arguments).split(" "));

        assertThat(outcome.noted()).contains(message);
        assertThat(outcome.exit()).isEqualTo(exit);
        assertThat(served("zone1", "RDONLY")).isEqualTo("0");
    }

    @Test
    void shardsThatDoNotCoverTheSameRangeTakeNothingOver() {
        split();
        admin.all("DeleteShard -recursive customer/80-");

        assertThat(admin.run("MigrateServedTypes", "customer/0", "rdonly").noted())
                .contains("do not cover the same range", "gap 80-");
    }

    @Test
    void aShardWithoutTabletsOfTheTypeTakesNothingOver() {
        split();
        admin.all("DeleteTablet zone1-302");

        assertThat(admin.run("MigrateServedTypes", "customer/0", "rdonly").noted())
                .contains("shard customer/80- has no rdonly tablet");
        assertThat(served("zone1", "RDONLY")).isEqualTo("0");
    }

    @Test
    void aShardThatServesOrHasTabletsIsNotDeleted() {
        split();

        assertThat(admin.run("DeleteShard", "-recursive", "customer/0").noted())
                .contains("customer/0 is still serving master in cell zone1", "-even_if_serving");
        assertThat(admin.run("DeleteShard", "customer/-80").noted())
                .contains("customer/-80 still has 3 tablets in cell zone1", "-recursive");
        assertThat(admin.run("ListAllTablets").out()).hasSize(9);

        admin.all("DeleteShard -recursive customer/-80");
        assertThat(admin.run("ListAllTablets").out()).hasSize(6).noneMatch(line -> line.contains(" -80 "));

        Outcome forced = admin.run("DeleteShard", "-recursive", "-even_if_serving", "customer/0");
        assertThat(forced.exit()).isZero();
        assertThat(forced.noted()).contains("no longer serves master in cell zone1");
        assertThat(served("zone1", "MASTER")).isEmpty();
    }

    @Test
    void aShardThatTrafficHasLeftIsDeletedWithoutATrace() {
        split();
        admin.all("MigrateServedTypes customer/0 rdonly", "MigrateServedTypes -reverse customer/0 rdonly");

        admin.all("DeleteShard -recursive customer/-80 customer/80-", "DeleteKeyspace -help");

        assertThat(admin.run("GetSrvKeyspace", "zone1", "customer").text()).doesNotContain("80");
    }

    @Test
    void oneServerIsOneTablet() {
        split();

        Outcome second = admin.run(
                tablet("-80", 900, "replica").replace("10900", "10100").split(" "));

        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.noted()).contains("db:10100 is already the tablet zone1-0000000100 of customer/0");
    }

    @Test
    void aTabletIsReplacedOnlyOnDemandAndAMasterStaysOne() {
        split();
        String moved = tablet("0", 101, "rdonly");

        assertThat(admin.run(moved.split(" ")).noted()).contains("exists already, as replica", "-allow_update");
        admin.all(moved + " -allow_update");
        assertThat(admin.run("GetTablet", "zone1-101").text()).contains("\"type\": \"rdonly\"");
        assertThat(admin.run((tablet("0", 100, "replica") + " -allow_update").split(" "))
                        .noted())
                .contains("is the master of customer/0");
        assertThat(admin.run(tablet("0", 105, "master").split(" ")).noted())
                .contains("has the master zone1-0000000100 already");
        assertThat(admin.run("DeleteTablet", "zone1-100").noted()).contains("is the master of customer/0");
    }

    @Test
    void initTabletCreatesItsParentsOnDemand() {
        String tablet = tablet("-80", 1, "master");

        assertThat(admin.run(tablet.split(" ")).noted()).contains("-parent creates what is missing");
        admin.all(tablet + " -parent");

        assertThat(admin.run("GetShard", "customer/-80").text())
                .contains("\"primary_alias\": \"zone1-0000000001\"", "\"is_primary_serving\": true");
    }

    @Test
    void aTabletIsListedUnderItsShardsOwnSpelling() {
        admin.all("CreateShard -parent customer/-80");
        admin.all(tablet("0000-8000", 1, "replica"));

        assertThat(admin.run("ListAllTablets").out()).singleElement().asString().contains(" customer -80 replica ");
    }

    @Test
    void aVSchemaIsAppliedPrintedAndReadBack() {
        admin.all("CreateKeyspace test_keyspace", "CreateShard test_keyspace/0");

        Outcome applied = admin.run("ApplyVSchema", "-vschema", SHARDED, "test_keyspace");

        assertThat(applied.exit()).isZero();
        assertThat(applied.out().get(0)).isEqualTo("New VSchema object:");
        String printed =
                String.join("\n", applied.out().subList(1, applied.out().size()));
        assertThat(admin.run("GetVSchema", "test_keyspace").text()).isEqualTo(printed);
        assertThat(admin.run("GetKeyspace", "test_keyspace").text()).contains("\"sharded\": true");
    }

    @Test
    void aDryRunChangesNothing() {
        admin.all("CreateKeyspace test_keyspace");

        Outcome outcome = admin.run("ApplyVSchema", "--dry_run", "--vschema=" + SHARDED, "test_keyspace");

        assertThat(outcome.out()).contains("Dry run: the VSchema of test_keyspace was not changed.");
        assertThat(admin.run("GetVSchema", "test_keyspace").text()).doesNotContain("sharded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'sharded': tru}                                          | v.json: line 1, column
                    {'sharded': true,;  'tabels': {}}                         | v.json:2: $.tabels
                    {'vindexes': {;'h': {'type': 'hsh'}}, 'sharded': true}    | v.json:2: keyspace k, vindex h
                    {'sharded': true, 'tables': {;'t': {'column_vindexes': [{'column': 'a', 'name': 'h'}]}}} | v.json:2: keyspace k, table t
                    []                                                        | v.json
                    """)
    void aMistakeInAVSchemaIsNamedWithFileAndLine(String json, String message) {
        admin.all("CreateKeyspace k");

        Outcome outcome = admin.run(
                Map.of("v.json", json.replace('\'', '"').replace(';', '\n')),
                "ApplyVSchema",
                "-vschema_file",
                "v.json",
                "k");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.noted()).contains(message).contains("The VSchema was not changed.");
    }

    @Test
    void aVSchemaThatWouldBreakAnotherKeyspaceIsRefused() {
        admin.all("CreateKeyspace commerce", "CreateKeyspace customer");
        String sequences = "{\"tables\": {\"s\": {\"type\": \"sequence\"}}}";
        String user = SHARDED.replace("}]}}}", "}], \"auto_increment\": {\"column\": \"id\", \"sequence\": \"s\"}}}}");
        assertThat(admin.run("ApplyVSchema", "-vschema", sequences, "commerce").exit())
                .isZero();
        assertThat(admin.run("ApplyVSchema", "-vschema", user, "customer").exit())
                .isZero();

        Outcome outcome = admin.run("ApplyVSchema", "-vschema", "{}", "commerce");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.noted()).contains("this would break another keyspace", "customer", "sequence");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AplyVSchema x                       | 2 | unknown command 'AplyVSchema'; did you mean 'ApplyVSchema'?
                    applyvschema x                      | 2 | did you mean 'ApplyVSchema'?
                    ApplyVSchema customer               | 2 | one of -vschema and -vschema_file
                    ApplyVSchema -vschema {} -vschema_file x customer | 2 | content of the file 'x' was not sent
                    ApplyVSchema -vshcema {} customer   | 2 | did you mean '-vschema'?
                    ApplyVSchema -vschema {} nowhere    | 1 | keyspace nowhere does not exist
                    ApplySchema -sql-file f.sql k       | 2 | content of the file 'f.sql' was not sent
                    CreateShard customer/80             | 1 | keyspace customer does not exist
                    CreateShard customer/8-             | 2 | shard name
                    CreateShard customer/80-40          | 2 | shard name
                    CreateKeyspace a/b                  | 1 | cannot be the name of a keyspace
                    CreateKeyspace a b                  | 2 | Unmatched argument
                    InitTablet zone1-1 replica          | 2 | Missing required
                    InitTablet -hostname h -keyspace k -shard 0 zone1 replica | 2 | is not a tablet alias
                    InitTablet -hostname h -mysql_port x -keyspace k -shard 0 zone1-1 replica | 2 | 'x'
                    InitTablet -hostname h -keyspace k -shard 0 zone8-1 replica | 1 | cell zone8 does not exist
                    InitShardMaster -force -wait_replicas_timeout=long k/0 zone1-1 | 2 | 'long' is not a duration
                    InitShardMaster -force k/0 zone1-1  | 1 | keyspace k does not exist
                    ExecuteFetchAsDba zone1-1 select    | 1 | tablet zone1-0000000001 does not exist
                    ListAllTablets zone5                | 1 | cell zone5 does not exist
                    GetSrvKeyspace zone1 k              | 1 | keyspace k does not exist
                    DeleteShard k/0                     | 1 | keyspace k does not exist
                    help nothing                        | 2 | unknown command 'nothing'
                    """)
    void aWrongCommandLineIsAnsweredWithWhatToDo(String line, int exit, String message) {
        Outcome outcome = admin.run(line.split(" "));

        assertThat(outcome.noted())
                .contains(message)
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        assertThat(outcome.exit()).isEqualTo(exit);
    }

    @Test
    void aSourceIsGivenAndTakenByHand() {
        admin.all("CreateShard -parent k/0", "CreateShard k/-80", "CreateShard k/80-");

        admin.all("SourceShardAdd k/-80 1 k/0");
        Outcome again = admin.run("SourceShardAdd", "k/-80", "1", "k/0");
        Outcome serving = admin.run("SourceShardAdd", "k/0", "1", "k/-80");
        Outcome apart = admin.run("SourceShardAdd", "k/-80", "2", "k/80-");
        Outcome tooMuch = admin.run("SourceShardAdd", "-key_range=-c0", "k/-80", "2", "k/0");

        assertThat(admin.run("GetShard", "k/-80").text()).contains("\"uid\"", "\"-80\"");
        assertThat(again.noted()).contains("has a source with the uid 1 already");
        assertThat(serving.noted()).contains("serves the master");
        assertThat(apart.noted()).contains("no key range in common");
        assertThat(tooMuch.noted()).contains("is not within -80");
        assertThat(admin.run("SourceShardDelete", "k/-80", "2").noted()).contains("has no source with the uid 2");
        admin.all("SourceShardDelete k/-80 1");
        assertThat(admin.run("GetShard", "k/-80").text()).doesNotContain("\"uid\"");
    }

    @Test
    void whatIsWrongWithAKeyspaceIsToldAtOnce() {
        admin.all("CreateShard -parent k/0", "AddCellInfo zone2", "CreateKeyspace empty");

        assertThat(admin.run("ValidateKeyspace", "k").noted())
                .contains("shard k/0 has no master; choose one with InitShardMaster -force k/0 <tablet alias>");
        assertThat(admin.run("ValidateKeyspace", "empty").noted()).contains("has no shard");
        assertThat(admin.run("ValidateKeyspace", "other").noted()).contains("keyspace other does not exist");
        admin.all("RebuildKeyspaceGraph k");
        assertThat(admin.run("GetSrvKeyspace", "zone2", "k").text()).contains("MASTER");
        assertThat(admin.run("RebuildKeyspaceGraph", "-cells=zone9", "k").noted())
                .contains("cell zone9 does not exist");
        assertThat(admin.run("WaitForDrain", "k/0", "rdonly").noted()).contains("has no rdonly tablet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commerce_unsharded.json", "customer_sharded.json", "guestbook.json"})
    void theVSchemasOfTheGuidesAreAccepted(String name) throws IOException {
        Path files = Path.of("../conf/vschema");
        admin.all("CreateKeyspace commerce", "CreateKeyspace k");
        String sequences = Files.readString(files.resolve("commerce_unsharded.json"));
        admin.run("ApplyVSchema", "-vschema", sequences, "commerce");
        String keyspace = name.startsWith("commerce") ? "commerce" : "k";

        Outcome outcome = admin.run("ApplyVSchema", "-vschema", Files.readString(files.resolve(name)), keyspace);

        assertThat(outcome.noted()).isEmpty();
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void everyCommandIsDescribed() {
        assertThat(admin.server().commands().names()).isSorted();
        assertThat(admin.run("help").out())
                .filteredOn(line -> line.startsWith("  "))
                .allSatisfy(line -> assertThat(line).matches("  [A-Z]\\w+ +[A-Z].*[.:].*"));
    }

    @Test
    void helpListsTheCommandsAndShowsOne() {
        assertThat(admin.run("help").text()).contains("ApplyVSchema", "MigrateServedTypes", "ListAllTablets");
        assertThat(admin.run("help", "InitTablet").text())
                .isEqualTo(admin.run("InitTablet", "--help").text())
                .contains("Usage: InitTablet", "-mysql_port", "-allow_update");
    }

    @Test
    void aCommandWaitsForEveryLiveProxy() throws InterruptedException {
        admin.all("CreateKeyspace k");
        AtomicLong seen = new AtomicLong(1);
        ProxyPresence proxy = ProxyPresence.announce(
                admin.server().store(),
                "p1",
                "zone1",
                "127.0.0.1:15306",
                admin.server().snapshots(),
                seen::get,
                () -> Long.MAX_VALUE);
        try {
            awaitAnnounced();
            Outcome late = admin.run("ApplyVSchema", "-vschema", SHARDED, "k");

            assertThat(late.exit()).isEqualTo(1);
            assertThat(late.noted()).contains("the change is stored", "proxy p1 at 127.0.0.1:15306");
            seen.set(Long.MAX_VALUE);
            assertThat(admin.run("ApplyVSchema", "-vschema", "{}", "k").exit()).isZero();
        } finally {
            proxy.close();
        }
        assertThat(admin.run("ApplyVSchema", "-vschema", SHARDED, "k").exit()).isZero();
    }

    private void awaitAnnounced() throws InterruptedException {
        while (admin.server().store().list("proxies/").values().isEmpty()) {
            Thread.sleep(10);
        }
    }

    @Test
    void theStoreSurvivesARestartOfTheProcess() {
        split();
        List<String> before = admin.run("ListAllTablets").out();

        admin.close();
        admin = AdminPort.open(folder);

        assertThat(admin.run("ListAllTablets").out()).isEqualTo(before);
        assertThat(served("zone1", "MASTER")).isEqualTo("0");
    }
}
