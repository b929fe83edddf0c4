package io.shardgate.serving.store;

/** What a key may look like: non-empty segments separated by slashes. */
final class StoreKeys {

    private static final int MAX_LENGTH = 1024;

    private StoreKeys() {}

    /** The key itself. */
    static String check(String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + MAX_LENGTH + " characters, this one has " + key.length());
        }
        if (key.startsWith("/") || key.endsWith("/") || key.contains("//")) {
            throw new IllegalArgumentException("key '" + key + "' has an empty segment");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("key '" + key + "' has a control character");
        }
        return key;
    }
}
