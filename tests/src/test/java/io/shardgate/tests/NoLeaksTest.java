package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class NoLeaksTest {

    @Test
    void aBufferThatNobodyReleasesIsFound() {
        forget();

        assertThat(LeakCollector.take()).hasSize(1);
        assertThat(LeakCollector.take()).isEmpty();
    }

    private static void forget() {
        assertThat(ByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1).readableBytes())
                .isEqualTo(1);
    }
}
