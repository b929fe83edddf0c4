package io.shardgate.vschema.vindex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ZeroKeyDesTest {

    @Property(tries = 20_000)
    void itIsTheDesOfTheJdk(@ForAll long block) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[8], "DES"));
        byte[] encrypted = cipher.doFinal(ByteBuffer.allocate(8).putLong(block).array());

        assertThat(ZeroKeyDes.apply(block)).isEqualTo(ByteBuffer.wrap(encrypted).getLong());
    }

    @Property
    void itIsItsOwnInverse(@ForAll long block) {
        assertThat(ZeroKeyDes.apply(ZeroKeyDes.apply(block))).isEqualTo(block);
    }
}
