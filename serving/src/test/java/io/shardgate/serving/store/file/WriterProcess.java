package io.shardgate.serving.store.file;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoredValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes as fast as it can until it is killed, and prints the number of each write once it is acknowledged. Each write sets
 * two keys to the same number, in turn with deleting a third.
 */
final class WriterProcess {

    private WriterProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (FileStore store = FileStore.open(Path.of(arguments[0]), new FileStore.Options(20_000, 100))) {
            long number = store.read("left")
                    .map(stored -> Long.parseLong(stored.value()))
                    .orElse(0L);
            while (true) {
                number++;
                String value = Long.toString(number);
                store.write(List.of(put(store, "left", value), put(store, "right", value)))
                        .orThrow();
                // One write of bytes, so that the reader never sees half a number as a whole one.
                System.out.write((value + "\n").getBytes(StandardCharsets.US_ASCII));
                System.out.flush();
            }
        }
    }

    private static Change put(FileStore store, String key, String value) {
        long expected = store.read(key).map(StoredValue::revision).orElse(Change.ABSENT);
        return new Change.Put(key, expected, value);
    }
}
