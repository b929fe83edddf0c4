package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningCommandsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final RunningCommands commands = new RunningCommands(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> heard = new ArrayList<>();
    private final CommandOutput out = new CommandOutput() {
        @Override
        public void line(String text) {
            heard.add(text);
        }

        @Override
        public void note(String text) {
            heard.add("note " + text);
        }

        @Override
        public void progress(double fraction, String text) {
            heard.add(fraction + " " + text);
        }
    };

    @Test
    void aCommandIsSeenWithItsLastWordsUntilItHasEnded() {
        try (RunningCommands.Run run = commands.begin(List.of("SplitClone", "-x", "customer/0"), out)) {
            assertThat(commands.list())
                    .containsExactly(new RunningCommand(1, "SplitClone", "-x customer/0", NOW, "", null));

            run.line("first\nsecond\n");
            run.progress(0.25, "a quarter");
            assertThat(commands.list())
                    .containsExactly(new RunningCommand(1, "SplitClone", "-x customer/0", NOW, "a quarter", 0.25));

            run.note("careful");
            assertThat(commands.list().get(0).lastLine()).isEqualTo("careful");
        }

        assertThat(commands.list()).isEmpty();
        assertThat(heard).containsExactly("first\nsecond\n", "0.25 a quarter", "note careful");
    }

    @Test
    void commandsOfOneNameAreToldApart() {
        RunningCommands.Run first = commands.begin(List.of("SplitDiff"), out);
        RunningCommands.Run second = commands.begin(List.of("SplitDiff"), out);

        first.close();

        assertThat(commands.list()).extracting(RunningCommand::id).containsExactly(2L);
        second.close();
    }

    @Test
    void longArgumentsAreCutButNotWithinACharacter() {
        try (RunningCommands.Run run = commands.begin(List.of("ApplySchema", "x".repeat(299) + "😀😀"), out)) {
            assertThat(commands.list().get(0).arguments()).isEqualTo("x".repeat(299) + "…");
            assertThat(run).isNotNull();
        }
    }
}
