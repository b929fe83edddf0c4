package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlavorProbeTest {

    @ParameterizedTest
    @ValueSource(strings = {"libaio.so.1", "libnuma.so.1"})
    void aLibraryThatMySqlLacksIsNamedWithTheCommandThatInstallsIt(String library) {
        FlavorProbe probe = FlavorProbe.read(
                127,
                "/cache/bin/mysqld: error while loading shared libraries: " + library
                        + ": cannot open shared object file: No such file or directory\n");

        assertThat(probe)
                .isEqualTo(new FlavorProbe.CannotRun(
                        "the shared library " + library + " is missing", "apt-get install libaio1 libnuma1"));
        assertThat(probe).asString().endsWith("is missing; to mend that: apt-get install libaio1 libnuma1");
    }

    @Test
    void anotherMissingLibraryIsNamedWithoutACommandThatWouldNotHelp() {
        FlavorProbe probe = FlavorProbe.read(
                127,
                "mariadbd: error while loading shared libraries: libsystemd.so.0: cannot open shared object file:"
                        + " No such file or directory");

        assertThat(probe).isEqualTo(new FlavorProbe.CannotRun("the shared library libsystemd.so.0 is missing", ""));
    }

    @Test
    void aLibraryThatIsBrokenIsNotCalledMissing() {
        FlavorProbe probe = FlavorProbe.read(
                127, "mysqld: error while loading shared libraries: /lib/libaio.so.1: file too short\n");

        assertThat(probe)
                .isEqualTo(new FlavorProbe.CannotRun(
                        "the shared library libaio.so.1 cannot be loaded: file too short",
                        "apt-get install libaio1 libnuma1"));
    }

    @ParameterizedTest
    @CsvSource({
        "'/c/bin/mysqld  Ver 8.0.15 for linux-glibc2.12 on x86_64 (MySQL Community Server - GPL)', MYSQL, 8, 0, 15",
        "'mysqld  Ver 8.4.3 for Linux on aarch64 (MySQL Community Server - GPL)', MYSQL, 8, 4, 3",
        "'mariadbd  Ver 11.4.5-MariaDB for linux-systemd on x86_64 (MariaDB Server)', MARIADB, 11, 4, 5",
        "'mysqld  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', MARIADB, 10, 11, 6"
    })
    void aServerThatSaysItsVersionRuns(String banner, Family family, int major, int minor, int patch) {
        assertThat(FlavorProbe.read(0, banner))
                .isEqualTo(new FlavorProbe.Runs(new ServerVersion(family, major, minor, patch)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysqld  Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))",
                "mysqld  Ver 10.3.39-MariaDB for Linux on x86_64 (MariaDB Server)"
            })
    void aServerThatIsTooOldDoesNotRun(String banner) {
        assertThat(FlavorProbe.read(0, banner))
                .isInstanceOfSatisfying(
                        FlavorProbe.CannotRun.class,
                        refusal -> assertThat(refusal.reason()).contains("too old"));
    }

    @Test
    void aServerThatCrashesIsQuoted() {
        assertThat(FlavorProbe.read(132, "Illegal instruction\n"))
                .isEqualTo(
                        new FlavorProbe.CannotRun("--version ended with code 132 and said: Illegal instruction", ""));
    }

    @Test
    void theBundledServersAreForOnePlatform() {
        assertThat(ServerFlavor.refuseOtherPlatforms("Linux", "amd64")).isNull();
        assertThat(ServerFlavor.refuseOtherPlatforms("Linux", "aarch64")).isNotNull();
        assertThat(ServerFlavor.refuseOtherPlatforms("Mac OS X", "x86_64")).isNotNull();
    }
}
