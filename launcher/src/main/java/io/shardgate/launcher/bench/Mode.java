package io.shardgate.launcher.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How sysbench sends its statements. */
public enum Mode {
    /** Each statement as text, with its values in it (COM_QUERY). */
    TEXT("disable"),
    /** Prepared once for each connection, then executed with its values (COM_STMT_EXECUTE). */
    PREPARED("auto");

    private final String psMode;

    Mode(String psMode) {
        this.psMode = psMode;
    }

    /** The value of sysbench's {@code --db-ps-mode}. */
    String psMode() {
        return psMode;
    }

    /** As users write and read it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads one word of {@code --modes}.
     *
     * @throws IllegalArgumentException with the words that there are
     */
    public static Mode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.id().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown mode '" + text + "': use "
                        + Arrays.stream(values()).map(Mode::id).collect(Collectors.joining(" or "))));
    }
}
