package io.shardgate.proxy.config;

/** A number of bytes, written with a binary unit: {@code 64MiB}. */
public record ByteSize(long bytes) {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    /**
     * Reads a whole number and its unit.
     *
     * @throws IllegalArgumentException that says how sizes are written
     */
    public static ByteSize parse(String text) {
        String trimmed = text.strip();
        int end = 0;
        while (end < trimmed.length() && trimmed.charAt(end) >= '0' && trimmed.charAt(end) <= '9') {
            end++;
        }
        String unit = trimmed.substring(end).strip();
        for (int power = 0; power < UNITS.length; power++) {
            if (end > 0 && end <= 15 && UNITS[power].equals(unit)) {
                try {
                    return new ByteSize(
                            Math.multiplyExact(Long.parseLong(trimmed.substring(0, end)), 1L << (10 * power)));
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException("'" + text + "' is more than a computer can count", e);
                }
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a size: write a whole number and one of "
                + String.join(", ", UNITS) + ", as in 64MiB");
    }

    @Override
    public String toString() {
        int power = 0;
        long rest = bytes;
        while (rest != 0 && rest % 1024 == 0 && power < UNITS.length - 1) {
            rest /= 1024;
            power++;
        }
        return rest + UNITS[power];
    }
}
