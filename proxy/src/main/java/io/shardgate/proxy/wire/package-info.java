/**
 * The MySQL client/server protocol as bytes: framing, capabilities, and the packets that both sides exchange.
 *
 * <p>A packet is a record that can write itself, or a static {@code read} that builds one. Nothing here knows about
 * sessions, SQL or shards, so every class can be tested with a byte array.
 *
 * <p><b>Buffers.</b> Packets never hold a {@code ByteBuf}; what they read they copy, and a method that takes one
 * borrows it. Start from {@link io.shardgate.proxy.wire.PacketWriter} and {@link io.shardgate.proxy.wire.PacketReader}.
 */
@NullMarked
package io.shardgate.proxy.wire;

import org.jspecify.annotations.NullMarked;
