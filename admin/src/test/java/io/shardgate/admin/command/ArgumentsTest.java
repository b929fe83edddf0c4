package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    private final Arguments arguments = new Arguments(List.of("-dry-run", "-vschema_file", "-shard"));

    @ParameterizedTest
    @ValueSource(strings = {"-dry-run", "--dry-run", "-dry_run", "--dry_run", "-Dry-Run"})
    void aFlagIsKnownByEverySpelling(String typed) {
        assertThat(arguments.spell(List.of(typed))).containsExactly("-dry-run");
    }

    @Test
    void theValueAfterAnEqualsSignStaysAsItIs() {
        assertThat(arguments.spell(List.of("--vschema-file=a_b=c", "-shard=-80")))
                .containsExactly("-vschema_file=a_b=c", "-shard=-80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-80", "--80", "-", "--", "---shard", "-unknown_flag", "dry_run", "-- a comment", "{\"a\": 1}"})
    void whatIsNoFlagOfTheCommandIsLeftAlone(String typed) {
        assertThat(arguments.spell(List.of("-shard", typed))).containsExactly("-shard", typed);
    }
}
