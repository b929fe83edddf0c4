package io.shardgate.local;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a flavour's server can run on this machine: its version, or the reason why not. */
public sealed interface FlavorProbe {

    /** It was run and answered with its version. */
    record Runs(ServerVersion version) implements FlavorProbe {}

    /**
     * It cannot run here.
     *
     * @param advice a command that mends it, or empty where there is none
     */
    record CannotRun(String reason, String advice) implements FlavorProbe {

        @Override
        public String toString() {
            return advice.isEmpty() ? reason : reason + "; to mend that: " + advice;
        }
    }

    /** The Debian packages that MySQL's own build needs and a small machine lacks. */
    String MYSQL_LIBRARIES = "apt-get install libaio1 libnuma1";

    Pattern MISSING_LIBRARY = Pattern.compile("error while loading shared libraries: ([^:]+): (.*)");

    /** Reads the outcome of running a server with {@code --version}. */
    static FlavorProbe read(int exitCode, String output) {
        Matcher loader = MISSING_LIBRARY.matcher(output);
        if (loader.find()) {
            String library = loader.group(1).substring(loader.group(1).lastIndexOf('/') + 1);
            String problem = loader.group(2).contains("No such file")
                    ? " is missing"
                    : " cannot be loaded: " + loader.group(2).strip();
            String advice = library.startsWith("libaio") || library.startsWith("libnuma") ? MYSQL_LIBRARIES : "";
            return new CannotRun("the shared library " + library + problem, advice);
        }
        Optional<ServerVersion> version = exitCode == 0 ? ServerVersion.read(output) : Optional.empty();
        if (version.isEmpty()) {
            return new CannotRun("--version ended with code " + exitCode + " and said: " + output.strip(), "");
        }
        ServerVersion found = version.get();
        boolean known = found.family() == Family.MYSQL ? found.isAtLeast(8, 0, 11) : found.isAtLeast(10, 5, 0);
        return known
                ? new Runs(found)
                : new CannotRun(found + " is too old: MySQL 8.0.11 or MariaDB 10.5 is the oldest that we start", "");
    }
}
