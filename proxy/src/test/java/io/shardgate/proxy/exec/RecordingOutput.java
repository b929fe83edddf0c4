package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.shardgate.proxy.wire.Capabilities;
import java.util.ArrayList;
import java.util.List;

/** A client that keeps what it is sent. */
final class RecordingOutput implements ClientOutput {

    private final ByteBuf written = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Capabilities capabilities;
    private int sequence = 1;
    private boolean writable = true;

    /** A client that can do everything. */
    RecordingOutput() {
        this(new Capabilities(-1));
    }

    RecordingOutput(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /** All packets so far, headers included. The caller releases it. */
    ByteBuf written() {
        return written;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ByteBufAllocator allocator() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public int sequence() {
        return sequence;
    }

    @Override
    public void sequence(int next) {
        sequence = next;
    }

    @Override
    public void write(ByteBuf bytes) {
        written.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public void flush() {}

    void writable(boolean now) {
        writable = now;
        if (now) {
            List<Runnable> actions = List.copyOf(waiting);
            waiting.clear();
            actions.forEach(Runnable::run);
        }
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void whenWritable(Runnable action) {
        if (writable) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    @Override
    public void close() {}

    @Override
    public int statusFlags(int serverFlags) {
        return serverFlags;
    }
}
