package io.shardgate.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Looks before a command starts whether its ports are free, and who holds those that are not. */
final class Ports {

    /** The state of a listening socket in the kernel's table. */
    private static final String LISTENING = "0A";

    private static final int MAX = 65_535;

    private Ports() {}

    /**
     * Fails if the port cannot be listened on.
     *
     * @param option the option that chooses another one
     */
    static void requireFree(String use, int port, String option) {
        if (port < 0 || port > MAX) {
            throw new LaunchException(
                    "port " + port + " for " + use + " is none; choose one from 1 to " + MAX + " with " + option);
        }
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            String holder = holder(port).map(who -> ": it is held by " + who).orElse(" (" + e.getMessage() + ")");
            throw new LaunchException("port " + port + " for " + use + " is not free" + holder
                    + ". Stop that, or choose another port with " + option);
        }
    }

    /** As people write it, without the slash of {@link InetSocketAddress#toString}. */
    static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The process that listens on a port, as far as this user may see it. */
    static Optional<String> holder(int port) {
        return inode("/proc/net/tcp", port)
                .or(() -> inode("/proc/net/tcp6", port))
                .flatMap(Ports::process);
    }

    private static Optional<String> inode(String table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                    return Optional.of(fields[9]);
                }
            }
        } catch (IOException e) {
            // Only Linux has these tables; elsewhere nobody is named.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<String> process(String inode) {
        String socket = "socket:[" + inode + "]";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    String command = ProcessHandle.of(pid)
                            .flatMap(handle -> handle.info().command())
                            .orElse("a process");
                    return Optional.of("process " + pid + ", " + command);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }
}
