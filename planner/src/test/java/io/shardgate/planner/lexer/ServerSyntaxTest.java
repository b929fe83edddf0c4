package io.shardgate.planner.lexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerSyntaxTest {

    @Test
    void theVersionThatAServerTellsSaysItsFlavourAndNumber() {
        assertThat(ServerSyntax.of("8.0.15-Shardgate")).isEqualTo(ServerSyntax.mysql(80015));
        assertThat(ServerSyntax.of("8.4.3")).isEqualTo(ServerSyntax.mysql(80403));
        assertThat(ServerSyntax.of("11.4.5-MariaDB-Shardgate")).isEqualTo(ServerSyntax.mariadb(110405));
    }

    @Test
    void whatDoesNotStartWithThreeNumbersIsNoVersion() {
        assertThatThrownBy(() -> ServerSyntax.of("8.0-x")).hasMessageContaining("three numbers");
    }
}
