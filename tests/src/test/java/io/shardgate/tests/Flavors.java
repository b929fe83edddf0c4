package io.shardgate.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServerException;
import java.util.List;

/** The flavours of server that tests run on. */
final class Flavors {

    private Flavors() {}

    static List<FlavorChoice.Wish> all() {
        return List.of(FlavorChoice.Wish.MYSQL, FlavorChoice.Wish.MARIADB);
    }

    /** The cluster of a flavour; the test is skipped, saying why, where no such server can run. */
    static Cluster clusterOrSkip(FlavorChoice.Wish flavor) {
        requireRunnable(flavor);
        return Cluster.of(flavor);
    }

    /** Skips the test, saying why, where no such server can run. */
    static void requireRunnable(FlavorChoice.Wish flavor) {
        try {
            FlavorChoice.choose(flavor, CacheFolder.ofUser());
        } catch (LocalServerException e) {
            String leftOut = flavor + " is left out: " + e.getMessage();
            System.err.println(leftOut);
            abort(leftOut);
        }
    }
}
