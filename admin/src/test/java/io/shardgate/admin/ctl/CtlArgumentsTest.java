package io.shardgate.admin.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtlArgumentsTest {

    @Test
    void whatFollowsTheCommandIsPassedOnUntouched() {
        CtlArguments arguments = CtlArguments.parse(List.of("DeleteShard", "-server", "--recursive", "customer/-80"));

        assertThat(arguments)
                .isEqualTo(new CtlArguments(
                        Ctl.DEFAULT_SERVER, false, List.of("DeleteShard", "-server", "--recursive", "customer/-80")));
    }

    @Test
    void theServerComesBeforeTheCommand() {
        assertThat(CtlArguments.parse(List.of("-server", "a:1", "GetKeyspaces")).server())
                .isEqualTo("a:1");
        assertThat(CtlArguments.parse(List.of("--server=b:2", "GetKeyspaces")).server())
                .isEqualTo("b:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-serv", "--force"})
    void otherFlagsBeforeTheCommandAreRefused(String flag) {
        assertThatThrownBy(() -> CtlArguments.parse(List.of(flag, "GetKeyspaces")))
                .isInstanceOfSatisfying(
                        CtlException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-vschema_file", "--vschema-file", "-sql-file", "-sql_file"})
    void namedFilesAreReadByTheNamesAsTyped(String flag, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a b.json"), "{}");

        assertThat(CtlArguments.parse(List.of("X", flag, file.toString())).readFiles())
                .containsOnly(Map.entry(file.toString(), "{}"));
        assertThat(CtlArguments.parse(List.of("X", flag + "=" + file)).readFiles())
                .containsOnlyKeys(file.toString());
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        String name = folder.resolve("none.json").toString();

        assertThatThrownBy(() -> CtlArguments.parse(List.of("ApplyVSchema", "-vschema_file", name))
                        .readFiles())
                .isInstanceOf(CtlException.class)
                .hasMessageContaining("there is no file " + name);
    }
}
