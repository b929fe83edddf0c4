package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {

    private static final String JSON = """
            {
              "sharded": true,
              "tables": {
                "corder": {
                  "column_vindexes": [
                    {"column": "a"},
                    {
                      "column": "b"
                    }
                  ]
                }
              }
            }
            """;

    @ParameterizedTest
    @CsvSource({
        "$.sharded, 2",
        "$.tables, 3",
        "$.tables.corder, 4",
        "$.tables.corder.column_vindexes[0], 6",
        "$.tables.corder.column_vindexes[1].column, 8",
        "$.tables.corder.column_vindexes[1].nmae, 7",
        "$.tables.other, 3",
        "$, 0",
        "'line 3, column 4', 0"
    })
    void aPathHasTheLineOfItsKeyOrOfWhatIsClosestAbove(String path, int line) {
        assertThat(JsonLines.of(JSON).find(path)).isEqualTo(line);
    }
}
