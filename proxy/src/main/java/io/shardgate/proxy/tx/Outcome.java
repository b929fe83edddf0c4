package io.shardgate.proxy.tx;

import io.shardgate.proxy.wire.ErrPacket;
import org.jspecify.annotations.Nullable;

/** Is told that something done on several connections has ended, with the first error there was. */
public interface Outcome {

    void done(@Nullable ErrPacket error);
}
