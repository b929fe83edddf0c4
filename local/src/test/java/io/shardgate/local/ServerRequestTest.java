package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a b", ".hidden"})
    void aNameThatCouldLeaveItsFolderIsRefused(String name) {
        assertThatThrownBy(() -> ServerRequest.temporary(name, ServerOptions.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        ServerRequest request = ServerRequest.temporary("zone1-100", ServerOptions.defaults());

        assertThatThrownBy(() -> request.onPort(70_000)).hasMessageContaining("0 to 65535");
        assertThat(request.onPort(3306).port()).isEqualTo(3306);
    }

    @Test
    void optionsThatNoServerTakesAreRefused() {
        ServerOptions options = ServerOptions.defaults();

        assertThatThrownBy(() -> options.withMaxConnections(0)).hasMessageContaining("maxConnections");
        assertThatThrownBy(() -> options.withBufferPoolMegabytes(1)).hasMessageContaining("bufferPoolMegabytes");
        assertThatThrownBy(() -> options.withArgument("event-scheduler=ON")).hasMessageContaining("two dashes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "back\\slash", "", "with blank", "line\nbreak"})
    void aPasswordThatWouldNeedQuotingIsRefused(String password) {
        assertThatThrownBy(() -> new Account("app", password)).hasMessageContaining("password of account app");
    }

    @Test
    void anAccountDoesNotPrintItsPassword() {
        assertThat(new Account("app", "secret")).hasToString("app");
    }

    @Test
    void noPortIsGivenTwiceAndNoneIsOneOfOutgoingConnections() {
        int[] ports = IntStream.range(0, 200).map(i -> FreePorts.next()).toArray();

        assertThat(ports).doesNotHaveDuplicates();
        assertThat(IntStream.of(ports)).allMatch(port -> port >= 20_000 && port < 32_000);
        IntStream.of(ports).forEach(FreePorts::giveBack);
    }
}
