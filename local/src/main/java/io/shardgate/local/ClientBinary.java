package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command line client that speaks MySQL's protocol: the bundled MariaDB one, or one of this machine. */
public final class ClientBinary {

    private final Path program;

    private ClientBinary(Path program) {
        this.program = program;
    }

    /**
     * Unpacks the bundled client where this machine can run it, else looks for {@code mysql} or {@code mariadb} on PATH.
     *
     * @throws LocalServerException if there is neither
     */
    public static ClientBinary find(CacheFolder cache) {
        FlavorProbe.CannotRun refusal =
                ServerFlavor.refuseOtherPlatforms(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        if (refusal == null) {
            // Not from the server's folder: the client alone is 9 MB, the server 320.
            Path home = cache.entry("clients", "mariadb-11.4.5", ClientBinary::unpack);
            return new ClientBinary(home.resolve("bin/mariadb"));
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : List.of("mysql", "mariadb")) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return new ClientBinary(candidate);
                }
            }
        }
        throw new LocalServerException("There is no MySQL client: " + refusal.reason()
                + ", and PATH has neither mysql nor mariadb; install one of them");
    }

    private static void unpack(Path folder) throws IOException {
        BundledFiles.unpackJarFolder(BundledMariaDb.FOLDER, "bin/mariadb", "bin/mariadb"::equals, folder);
    }

    public Path program() {
        return program;
    }

    /**
     * The command that connects to a server or proxy by TCP. It reads no option file of this user, speaks utf8mb4
     * whatever the locale, and does not insist on TLS, as the client otherwise does.
     *
     * @param arguments the user's own, which come last and so win
     */
    public List<String> command(String host, int port, String user, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--no-defaults",
                "--protocol=TCP",
                "--host=" + host,
                "--port=" + port,
                "--user=" + user,
                "--default-character-set=utf8mb4"));
        if (program.endsWith("mariadb")) {
            command.add("--disable-ssl-verify-server-cert");
        }
        command.addAll(arguments);
        return command;
    }
}
