package io.shardgate.serving.store.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record lies in a file: its length, a checksum of the length, a checksum of the payload, the payload.
 *
 * <p>The length has a checksum of its own so that a frame cut short by a crash can be told from one damaged later: the
 * first was never acknowledged and may be dropped, the second may not.
 */
final class Frame {

    static final int HEADER_SIZE = 3 * Integer.BYTES;
    static final int MAX_PAYLOAD = 64 << 20;

    private static final int SECTOR = 512;
    // Shorter runs of zeros are part of an ordinary header.
    private static final int SHORTEST_HOLE = Integer.BYTES;

    private Frame() {}

    /** What stands at a place in a file. */
    sealed interface Found {}

    /** A whole frame; the next one starts at {@code end}. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from the reader to the JSON parser, never compared.
    record Whole(byte[] payload, int end) implements Found {}

    /** The rest of the file is a frame that was never completely written. */
    record Torn() implements Found {}

    /** Bytes that were once written have changed. */
    record Damaged(String why) implements Found {}

    static byte[] write(byte[] payload) {
        if (payload.length == 0 || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
        }
        return ByteBuffer.allocate(HEADER_SIZE + payload.length)
                .putInt(payload.length)
                .putInt(checksumOfLength(payload.length))
                .putInt(checksum(payload))
                .put(payload)
                .array();
    }

    /** Reads the frame at an offset before the end of a whole file's bytes. */
    static Found read(byte[] file, int offset) {
        int rest = file.length - offset;
        if (rest < HEADER_SIZE) {
            return new Torn();
        }
        ByteBuffer buffer = ByteBuffer.wrap(file, offset, rest);
        int length = buffer.getInt();
        int lengthChecksum = buffer.getInt();
        int payloadChecksum = buffer.getInt();
        if (lengthChecksum != checksumOfLength(length) || length <= 0 || length > MAX_PAYLOAD) {
            return hasHole(file, offset, file.length)
                    ? new Torn()
                    : new Damaged("its length does not match its checksum");
        }
        if (length > rest - HEADER_SIZE) {
            return new Torn();
        }
        byte[] payload = new byte[length];
        buffer.get(payload);
        int end = offset + HEADER_SIZE + length;
        if (payloadChecksum != checksum(payload)) {
            return end == file.length && hasHole(file, offset, end)
                    ? new Torn()
                    : new Damaged("its content does not match its checksum");
        }
        return new Whole(payload, end);
    }

    /**
     * Whether a whole sector of the range is zero: after a power cut a file may already be longer than what reached the
     * disk. Our payloads are JSON and have no zero bytes.
     */
    private static boolean hasHole(byte[] file, int from, int to) {
        int start = from;
        while (start < to) {
            int end = Math.min(to, (start / SECTOR + 1) * SECTOR);
            if (end - start >= SHORTEST_HOLE && isZero(file, start, end)) {
                return true;
            }
            start = end;
        }
        return false;
    }

    private static boolean isZero(byte[] file, int from, int to) {
        for (int i = from; i < to; i++) {
            if (file[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksumOfLength(int length) {
        return checksum(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
