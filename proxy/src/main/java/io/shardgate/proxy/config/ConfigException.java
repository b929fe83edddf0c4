package io.shardgate.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A configuration file that cannot be used; the message is for the person who wrote it. */
public final class ConfigException extends RuntimeException {

    /** @param line 0 if the problem is with the file as a whole */
    public ConfigException(Path file, int line, String problem, @Nullable Throwable cause) {
        super(file + (line > 0 ? ":" + line : "") + ": " + problem, cause);
    }

    /** What a configuration record throws from its constructor; the reader adds file, line and the keys above. */
    public static final class BadValue extends IllegalArgumentException {

        private final String key;

        /** The key is relative to the record, with dots between its parts; empty for the record itself. */
        public BadValue(String key, String problem) {
            super(problem);
            this.key = key;
        }

        String key() {
            return key;
        }
    }
}
