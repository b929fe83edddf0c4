package io.shardgate.sequences;

/**
 * Ids that one proxy has taken out of a sequence table and nobody else gets.
 *
 * @param first the first id
 * @param end the id behind the last one
 * @param cache how many ids the table says to take at a time
 */
record Block(long first, long end, long cache) {

    long size() {
        return end - first;
    }
}
