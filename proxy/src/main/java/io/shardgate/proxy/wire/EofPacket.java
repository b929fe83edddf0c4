package io.shardgate.proxy.wire;

/** The end of a part of a result set, for peers that do not deprecate it. */
public record EofPacket(int warnings, int statusFlags) {

    public static final int HEADER = 0xFE;

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence).int1(HEADER).int2(warnings).int2(statusFlags).finish();
    }
}
