package io.shardgate.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server's error log, read for the sake of our own messages. */
final class ServerLog {

    private static final int TAIL_BYTES = 16_384;
    private static final int TAIL_LINES = 30;

    private ServerLog() {}

    /** The last lines, indented; or why there are none. */
    static String tail(Path log) {
        if (!Files.exists(log)) {
            return "    (there is no log " + log + ")";
        }
        try (FileChannel channel = FileChannel.open(log)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, channel.size()));
            channel.read(buffer, channel.size() - buffer.capacity());
            List<String> lines = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "    " + String.join("\n    ", last);
        } catch (IOException e) {
            return "    (the log " + log + " cannot be read: " + e + ")";
        }
    }

    static boolean saysPortIsTaken(Path log) {
        String tail = tail(log);
        return tail.contains("Address already in use") || tail.contains("Bind on TCP/IP port");
    }
}
