package io.shardgate.vschema.vindex;

import java.io.IOException;

/** How vindexes read the files that their parameters name. The program that builds a VSchema decides what may be read. */
@FunctionalInterface
public interface ParameterFiles {

    /**
     * All of a file, as text in UTF-8.
     *
     * @throws IOException when it cannot be read; the message reaches the user
     */
    String read(String path) throws IOException;

    /** Reads nothing. */
    static ParameterFiles none() {
        return path -> {
            throw new IOException("files cannot be read here; give the content in the VSchema itself");
        };
    }
}
