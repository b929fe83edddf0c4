package io.shardgate.vschema.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlErrorTest {

    @ParameterizedTest
    @EnumSource
    void everyErrorHasAFiveCharacterStateAndANumber(SqlError error) {
        assertThat(error.sqlState()).hasSize(5);
        assertThat(error.errno()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void noErrorHasANumberThatClientLibrariesKeepForThemselves(SqlError error) {
        assertThat(error.errno() / 1000).isNotEqualTo(2);
    }

    @Test
    void theMessageIsMySqlsOwn() {
        SqlErrorException exception = SqlError.UNKNOWN_TABLE.exception("commerce", "nope");

        assertThat(exception).hasMessage("Table 'commerce.nope' doesn't exist");
        assertThat(exception.errno()).isEqualTo(1146);
        assertThat(exception.sqlState()).isEqualTo("42S02");
    }
}
