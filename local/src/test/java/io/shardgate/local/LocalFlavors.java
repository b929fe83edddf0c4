package io.shardgate.local;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flavours that integration tests run on, each left out, visibly, where it cannot run. */
final class LocalFlavors {

    private static final Logger log = LoggerFactory.getLogger(LocalFlavors.class);

    private static final List<ServerFlavor> ALL = List.of(new BundledMySql(), new BundledMariaDb());

    private LocalFlavors() {}

    static CacheFolder cache() {
        return CacheFolder.ofUser();
    }

    static Stream<ServerFlavor> all() {
        return ALL.stream();
    }

    /** Aborts the test with the reason, and the command that mends it, where that flavour cannot run here. */
    static FlavorChoice choose(ServerFlavor flavor) {
        FlavorProbe probe = flavor.probe(cache());
        String leftOut = flavor + " is left out, because it cannot run: " + probe;
        if (!(probe instanceof FlavorProbe.Runs)) {
            // Surefire writes the message of an aborted test to its report only.
            log.warn(leftOut);
        }
        Assumptions.assumeTrue(probe instanceof FlavorProbe.Runs, leftOut);
        return new FlavorChoice(flavor, ((FlavorProbe.Runs) probe).version(), "asked by a test");
    }

    static LocalServers open(ServerFlavor flavor) {
        return LocalServers.open(choose(flavor), cache());
    }
}
