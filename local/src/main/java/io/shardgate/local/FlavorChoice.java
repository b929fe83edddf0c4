package io.shardgate.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The flavour that was chosen for {@code --flavor}, with its version and why it was.
 *
 * @param reason one sentence for people
 */
public record FlavorChoice(ServerFlavor flavor, ServerVersion version, String reason) {

    /** What {@code --flavor} can say. */
    public enum Wish {
        MYSQL,
        MARIADB,
        /** MySQL where it can run, else MariaDB. */
        AUTO;

        /**
         * Reads the value of {@code --flavor}.
         *
         * @throws IllegalArgumentException with the values that there are
         */
        public static Wish parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "mysql" -> MYSQL;
                case "mariadb" -> MARIADB;
                case "auto" -> AUTO;
                default ->
                    throw new IllegalArgumentException("Unknown flavor '" + text + "': use mysql, mariadb or auto");
            };
        }

        private boolean accepts(Family family) {
            return switch (this) {
                case MYSQL -> family == Family.MYSQL;
                case MARIADB -> family == Family.MARIADB;
                case AUTO -> true;
            };
        }
    }

    /**
     * Chooses among the bundled servers and those on this machine's PATH; a bundled one comes before one on PATH.
     *
     * @throws LocalServerException if none can run, with the reason for each
     */
    public static FlavorChoice choose(Wish wish, CacheFolder cache) {
        List<ServerFlavor> candidates = new ArrayList<>();
        List<ServerOnPath> onPath = ServerOnPath.find(System.getenv().getOrDefault("PATH", ""));
        if (wish != Wish.MARIADB) {
            candidates.add(new BundledMySql());
            onPath.stream().filter(flavor -> isMySql(flavor, cache)).forEach(candidates::add);
        }
        if (wish != Wish.MYSQL) {
            candidates.add(new BundledMariaDb());
            onPath.stream().filter(flavor -> !isMySql(flavor, cache)).forEach(candidates::add);
        }
        return choose(wish, candidates, flavor -> flavor.probe(cache));
    }

    private static boolean isMySql(ServerFlavor flavor, CacheFolder cache) {
        return flavor.probe(cache) instanceof FlavorProbe.Runs runs
                && runs.version().family() == Family.MYSQL;
    }

    /** The first candidate that is wished for and runs; later ones are not probed. */
    static FlavorChoice choose(Wish wish, List<ServerFlavor> candidates, Function<ServerFlavor, FlavorProbe> probe) {
        List<String> refusals = new ArrayList<>();
        for (ServerFlavor candidate : candidates) {
            FlavorProbe outcome = probe.apply(candidate);
            if (outcome instanceof FlavorProbe.CannotRun refusal) {
                refusals.add(candidate.description() + " cannot run here: " + refusal);
            } else if (outcome instanceof FlavorProbe.Runs runs
                    && wish.accepts(runs.version().family())) {
                return new FlavorChoice(candidate, runs.version(), reason(wish, candidate, refusals));
            }
        }
        String wished = wish.name().toLowerCase(Locale.ROOT);
        throw new LocalServerException(
                refusals.isEmpty()
                        ? "No server of flavor " + wished + " was found on this machine"
                        : "No server of flavor " + wished + ": " + String.join(". ", refusals));
    }

    private static String reason(Wish wish, ServerFlavor chosen, List<String> refusals) {
        String why = wish == Wish.AUTO ? "the first choice that runs here" : "as asked";
        String skipped = refusals.isEmpty() ? "" : ". " + String.join(". ", refusals);
        return "Using " + chosen.description() + ", " + why + skipped;
    }
}
