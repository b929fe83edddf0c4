package io.shardgate.launcher;

import io.shardgate.vschema.vindex.VindexRegistry;
import java.nio.file.Files;
import java.nio.file.Path;

/** The vindexes that this process knows: ours, and those in jars on its class path. */
final class Vindexes {

    private Vindexes() {}

    static VindexRegistry load() {
        return VindexRegistry.load(path -> Files.readString(Path.of(path)));
    }
}
