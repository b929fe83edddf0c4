package io.shardgate.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestbookTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Guestbook.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void helpNamesTheUrlsOfTheDemo() {
        assertThat(run("web", "--help")).isZero();
        assertThat(out.toString())
                .contains("jdbc:mysql://127.0.0.1:15306/test_keyspace@replica", "--create-table", "15080");
        assertThat(run("load", "--help")).isZero();
        assertThat(out.toString()).contains("--rate", "--duration", "--allow-errors");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    load --duration 5      | is no length of time
                    load --rate 0          | nothing to do
                    load --threads 0       | 1 to 500 threads
                    load --pages 0         | one page at least
                    load --duration 0s     | longer than nothing
                    web --port 70000       | 0 to 65535
                    web --url mysql://x/y  | must be a JDBC URL
                    web --colour blue      | Unknown option
                    dance                  | Unmatched argument
                    """)
    void aWrongCommandLineIsExplained(String arguments, String explanation) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
    }

    @Test
    void anUnknownDriverIsOneLineOfError() {
        int code = run("load", "--url", "jdbc:nonsense:x", "--duration", "1s");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("guestbook: No JDBC driver can use the URL jdbc:nonsense:x")
                .doesNotContain("\tat ");
    }
}
