package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What MySQL 8.0.15 stored for these passwords, in hexadecimal digits. */
class Sha256CryptHashTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "change-me|24412430303524736E0E58201A367541507D066A116E616D0225426B664D79346A71646E306D73536846722E6E563048543959797270306E794A746B35414A6D4E54334D3737",
                "pässwört|24412430303524775C0A3E76296947367A354B687A12756C464D6B4F6973533658504276773374413659735A4868567130536B497041502E6658692E422E594731543645452E",
                "correct horse battery staple, and more|2441243030352462423F7E43253C25223B77413E632D303B2B4E344850534963536249634F376B646F692F6137456432666E4E79475739426755436872527A4E7A6B4B694836",
            })
    void aHashOfMySqlMatchesItsPasswordAndNoOther(String password, String hex) {
        Sha256CryptHash hash = Sha256CryptHash.parse("0x" + hex);

        assertThat(hash.matches(password.getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(hash.matches((password + "x").getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(hash.matches(new byte[0])).isFalse();
    }
}
