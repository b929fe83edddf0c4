package io.shardgate.serving.store;

import java.util.List;

/**
 * What was under a prefix at one revision, in key order.
 *
 * @param revision of the whole store; a watch from it misses nothing that came after the listing
 */
public record Listing(long revision, List<StoredValue> values) {

    public Listing {
        values = List.copyOf(values);
    }
}
