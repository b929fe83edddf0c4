package io.shardgate.resharding.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as a binary log keeps them, among them those that are no instants. */
class BinlogTimesTest {

    @ParameterizedTest
    @CsvSource({"000000, 0000-00-00", "5dd00f, 2024-02-29", "00a00f, 2000-00-00", "9f1f4e, 9999-12-31"})
    void dates(String hex, String text) throws IOException {
        assertThat(BinlogTimes.date(in(hex))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8000000000, 0000-00-00 00:00:00",
        "0, 99b2bb7efb, 2024-02-29 23:59:59",
        "3, 99b2bb7efb03f2, 2024-02-29 23:59:59.101",
        "6, 99b2bb7efb0f423f, 2024-02-29 23:59:59.999999"
    })
    void dateTimes(int digits, String hex, String text) throws IOException {
        assertThat(BinlogTimes.dateTime(digits, in(hex))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00000000, 0000-00-00 00:00:00",
        "3, 000000000000, 0000-00-00 00:00:00.000",
        "3, 0000000113ba, 1970-01-01 00:00:01.505",
        "0, 7fffffff, 2038-01-19 03:14:07"
    })
    void timestamps(int digits, String hex, String text) throws IOException {
        assertThat(BinlogTimes.timestamp(digits, in(hex))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 800000, 00:00:00",
        "0, b46efb, 838:59:59",
        "0, 4b9105, -838:59:59",
        "3, 7fffffec78, -00:00:00.500",
        "3, 80000013ba, 00:00:00.505",
        "1, 7fffffce, -00:00:00.5"
    })
    void timesOfDay(int digits, String hex, String text) throws IOException {
        assertThat(BinlogTimes.timeOfDay(digits, in(hex))).isEqualTo(text);
    }

    private static ByteArrayInputStream in(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
    }
}
