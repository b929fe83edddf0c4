package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FlavorChoiceTest {

    private static final FlavorProbe.CannotRun NO_LIBAIO =
            new FlavorProbe.CannotRun("the shared library libaio.so.1 is missing", FlavorProbe.MYSQL_LIBRARIES);
    private static final ServerVersion MYSQL = new ServerVersion(Family.MYSQL, 8, 0, 15);
    private static final ServerVersion MARIADB = new ServerVersion(Family.MARIADB, 11, 4, 5);

    private final ServerFlavor mysql = new BundledMySql();
    private final ServerFlavor mariadb = new BundledMariaDb();

    private Function<ServerFlavor, FlavorProbe> onAMachine(FlavorProbe mysqlProbe, FlavorProbe mariadbProbe) {
        return flavor -> flavor == mysql ? mysqlProbe : mariadbProbe;
    }

    @Test
    void autoIsMySqlWhereItRuns() {
        FlavorChoice choice = FlavorChoice.choose(
                FlavorChoice.Wish.AUTO,
                List.of(mysql, mariadb),
                onAMachine(new FlavorProbe.Runs(MYSQL), new FlavorProbe.Runs(MARIADB)));

        assertThat(choice)
                .isEqualTo(new FlavorChoice(
                        mysql, MYSQL, "Using MySQL 8.0.15 (bundled), the first choice that runs here"));
    }

    @Test
    void autoIsMariaDbWhereMySqlDoesNotRunAndSaysWhy() {
        FlavorChoice choice = FlavorChoice.choose(
                FlavorChoice.Wish.AUTO, List.of(mysql, mariadb), onAMachine(NO_LIBAIO, new FlavorProbe.Runs(MARIADB)));

        assertThat(choice.flavor()).isSameAs(mariadb);
        assertThat(choice.reason())
                .isEqualTo("Using MariaDB 11.4.5 (bundled), the first choice that runs here. MySQL 8.0.15 (bundled)"
                        + " cannot run here: the shared library libaio.so.1 is missing; to mend that: apt-get install"
                        + " libaio1 libnuma1");
    }

    @Test
    void aWishThatCannotBeGrantedIsRefusedWithTheReasonAndTheCure() {
        assertThatThrownBy(() -> FlavorChoice.choose(
                        FlavorChoice.Wish.MYSQL, List.of(mysql), onAMachine(NO_LIBAIO, new FlavorProbe.Runs(MARIADB))))
                .isInstanceOf(LocalServerException.class)
                .hasMessageContaining("libaio.so.1 is missing")
                .hasMessageContaining("apt-get install libaio1 libnuma1");
    }

    @Test
    void aServerOfTheOtherFamilyIsPassedOver() {
        assertThatThrownBy(() -> FlavorChoice.choose(
                        FlavorChoice.Wish.MYSQL, List.of(mariadb), flavor -> new FlavorProbe.Runs(MARIADB)))
                .hasMessage("No server of flavor mysql was found on this machine");
    }

    @Test
    void whatIsNotNeededIsNotProbed() {
        List<ServerFlavor> probed = new ArrayList<>();

        FlavorChoice.choose(FlavorChoice.Wish.AUTO, List.of(mysql, mariadb), flavor -> {
            probed.add(flavor);
            return new FlavorProbe.Runs(MYSQL);
        });

        assertThat(probed).containsExactly(mysql);
    }

    @Test
    void theWishIsReadInAnyCaseAndAWrongOneIsToldTheRightOnes() {
        assertThat(FlavorChoice.Wish.parse("MariaDB")).isEqualTo(FlavorChoice.Wish.MARIADB);
        assertThatThrownBy(() -> FlavorChoice.Wish.parse("postgres"))
                .hasMessage("Unknown flavor 'postgres': use mysql, mariadb or auto");
    }
}
