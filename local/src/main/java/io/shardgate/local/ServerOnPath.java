package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code mysqld} or {@code mariadbd} that this machine has installed; it stays where it is. */
public final class ServerOnPath extends ServerFlavor {

    /** Where Debian and others put servers, which is not on an ordinary user's PATH. */
    private static final List<String> USUAL_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin");

    private final Path program;

    private ServerOnPath(Path program) {
        this.program = program;
    }

    /** Every server program in the folders of a PATH variable, each once, in the order of PATH. */
    public static List<ServerOnPath> find(String path) {
        List<String> folders = new ArrayList<>(List.of(path.split(":", -1)));
        folders.addAll(USUAL_FOLDERS);
        List<Path> found = new ArrayList<>();
        for (String folder : folders) {
            for (String name : List.of("mysqld", "mariadbd")) {
                Path program = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                    Path real = realPath(program);
                    if (!found.contains(real)) {
                        found.add(real);
                    }
                }
            }
        }
        return found.stream().map(ServerOnPath::new).toList();
    }

    private static Path realPath(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException e) {
            throw new LocalServerException("Cannot read " + program + ": " + e, e);
        }
    }

    @Override
    public String description() {
        return program + " (found on PATH)";
    }

    @Override
    public FlavorProbe probe(CacheFolder cache) {
        return install(cache).probe();
    }

    @Override
    Installation install(CacheFolder cache) {
        return new Installation(program, null);
    }
}
