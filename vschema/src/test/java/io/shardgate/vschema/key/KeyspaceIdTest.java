package io.shardgate.vschema.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyspaceIdTest {

    @Property
    void anIdReadsBackFromItsHex(@ForAll byte[] bytes) {
        KeyspaceId id = KeyspaceId.of(bytes);

        assertThat(KeyspaceId.parseHex(id.hex())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(id.bytes()).isEqualTo(bytes);
    }

    @Property
    void anIdOfANumberHasItsBits(@ForAll long bits) {
        assertThat(KeyspaceId.ofBits(bits).bits()).isEqualTo(bits);
        assertThat(KeyspaceId.ofBits(bits).hex()).isEqualTo("%016x".formatted(bits));
    }

    @Property
    void orderIsThatOfTheHexDigits(@ForAll byte[] a, @ForAll byte[] b) {
        KeyspaceId one = KeyspaceId.of(a);
        KeyspaceId other = KeyspaceId.of(b);

        assertThat(Integer.signum(one.compareTo(other)))
                .isEqualTo(Integer.signum(one.hex().compareTo(other.hex())));
    }

    @Test
    void changingTheArrayDoesNotChangeTheId() {
        byte[] bytes = {1};
        KeyspaceId id = KeyspaceId.of(bytes);

        bytes[0] = 2;
        id.bytes()[0] = 3;

        assertThat(id.hex()).isEqualTo("01");
    }

    @Test
    void badHexIsRefusedWithTheReason() {
        assertThatThrownBy(() -> KeyspaceId.parseHex("abc"))
                .hasMessage("keyspace id 'abc' has an odd number of hexadecimal digits; write two for each byte");
        assertThatThrownBy(() -> KeyspaceId.parseHex("0x12"))
                .hasMessage("keyspace id '0x12' is not hexadecimal: character 2 is 'x'");
    }
}
