package io.shardgate.local;

import java.nio.file.Path;

/** Where the files of one server go. */
record ServerFiles(Path data, Path socket, Path log) {}
