package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients see of an unsharded keyspace through the proxy is what they see of its server without it. */
class DifferentialIT {

    static Stream<Arguments> scripts() {
        String filter = System.getProperty("script", "");
        return Flavors.all().stream()
                .flatMap(flavor -> Script.all().stream()
                        .filter(script -> script.name().contains(filter))
                        .filter(script ->
                                script.only().isEmpty() || script.only().equalsIgnoreCase(flavor.name()))
                        .flatMap(script -> Stream.of(DriverSettings.values())
                                .filter(driver -> script.drivers().isEmpty()
                                        || script.drivers().contains(driver.name()))
                                .map(driver -> Arguments.of(flavor, script, driver))));
    }

    @ParameterizedTest(name = "{1} on {0} with {2}")
    @MethodSource("scripts")
    void theProxyShowsWhatTheServerShows(FlavorChoice.Wish flavor, Script script, DriverSettings driver)
            throws Exception {
        Cluster cluster = Flavors.clusterOrSkip(flavor);
        LocalServer plain = cluster.plain();
        LocalServer behind = cluster.shard("commerce/0");
        var account = plain.accounts().application();
        var direct = new DriverSettings.Side("server", plain.port(), account.name(), account.password());
        var through = new DriverSettings.Side("proxy", cluster.port(), "test", "");
        empty(plain);
        empty(behind);

        String expected = Transcript.of(script, driver, direct);
        String seen = Transcript.of(script, driver, through);

        assertThat(Difference.between(expected, seen, Script.exceptions(), driver))
                .as("what the server shows (-) and the proxy does not (+), where: " + script.reason())
                .isEmpty();
    }

    /** Removes what an earlier script left. A lock that it left too shows here. */
    private static void empty(LocalServer server) throws SQLException {
        try (Connection dba = server.connect(server.accounts().dba());
                Statement statement = dba.createStatement()) {
            statement.execute("SET SESSION lock_wait_timeout = 10, FOREIGN_KEY_CHECKS = 0");
            List<String> drops = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT IF(table_type = 'VIEW', 'VIEW', 'TABLE'), table_name FROM information_schema.tables"
                            + " WHERE table_schema = 'commerce' UNION ALL SELECT routine_type, routine_name"
                            + " FROM information_schema.routines WHERE routine_schema = 'commerce'")) {
                while (rows.next()) {
                    drops.add("DROP " + rows.getString(1) + " commerce.`" + rows.getString(2) + "`");
                }
            }
            for (String drop : drops) {
                statement.execute(drop);
            }
        }
    }
}
