package io.shardgate.vschema.key;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a keyspace is cut into shards: specs such as {@code -40-80-}, even cuts, and the check that nothing is left out. */
public final class Sharding {

    private static final int MAX_EVEN_SHARDS = 0x10000;

    private Sharding() {}

    /**
     * Reads a spec, which is the limits between neighbouring shards in order: {@code -40-80-} is -40, 40-80 and 80-.
     *
     * @throws IllegalArgumentException when the text is no spec; the message is fit for a user
     */
    public static List<ShardName> parseSpec(String spec) {
        String[] limits = spec.split("-", -1);
        if (limits.length < 2) {
            throw new IllegalArgumentException(
                    "sharding spec '%s' defines no range; write the limits with dashes, as in -40-80-".formatted(spec));
        }
        var shards = new ArrayList<ShardName>();
        for (int i = 0; i + 1 < limits.length; i++) {
            boolean openInside = (i > 0 && limits[i].isEmpty()) || (i + 2 < limits.length && limits[i + 1].isEmpty());
            if (openInside) {
                throw new IllegalArgumentException(
                        "sharding spec '%s' has an empty limit in its middle; only the first and the last may be empty"
                                .formatted(spec));
            }
            try {
                shards.add(ShardName.parse(limits[i] + "-" + limits[i + 1]));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("sharding spec '%s': %s".formatted(spec, e.getMessage()), e);
            }
        }
        return List.copyOf(shards);
    }

    /**
     * Cuts the whole keyspace into shards of nearly equal size: 3 gives -55, 55-aa, aa-.
     *
     * <p>Limits have one byte up to 256 shards and two beyond. They are computed in whole numbers, so no count of shards
     * suffers from rounding.
     */
    public static List<ShardName> evenly(int shardCount) {
        if (shardCount < 1 || shardCount > MAX_EVEN_SHARDS) {
            throw new IllegalArgumentException(
                    "cannot cut a keyspace evenly into %d shards: the count must be 1 to 65536".formatted(shardCount));
        }
        int digits = shardCount <= 0x100 ? 2 : 4;
        var shards = new ArrayList<ShardName>(shardCount);
        for (int i = 0; i < shardCount; i++) {
            String start = i == 0 ? "" : limit(i, shardCount, digits);
            String end = i + 1 == shardCount ? "" : limit(i + 1, shardCount, digits);
            shards.add(ShardName.parse(start + "-" + end));
        }
        return List.copyOf(shards);
    }

    private static String limit(int index, int shardCount, int digits) {
        long space = 1L << (4 * digits);
        String hex = Long.toHexString(index * space / shardCount);
        return "0".repeat(digits - hex.length()) + hex;
    }

    /** What keeps the ranges from covering the whole keyspace without gap or overlap; empty when they do. */
    public static Optional<String> findTilingProblem(Collection<KeyRange> ranges) {
        return findTilingProblem(ranges, KeyRange.FULL);
    }

    /** What keeps the ranges, in any order, from covering just the whole without gap or overlap; empty when they do. */
    public static Optional<String> findTilingProblem(Collection<KeyRange> ranges, KeyRange whole) {
        if (ranges.isEmpty()) {
            return Optional.of("no range covers " + whole);
        }
        List<KeyRange> sorted =
                ranges.stream().sorted(Comparator.comparing(KeyRange::start)).toList();
        KeyRange first = sorted.get(0);
        KeyRange last = sorted.get(sorted.size() - 1);
        if (first.start().compareTo(whole.start()) < 0) {
            return Optional.of("%s begins before %s".formatted(first, whole));
        }
        if (first.start().compareTo(whole.start()) > 0) {
            return Optional.of("gap %s-%s before %s".formatted(whole.start(), first.start(), first));
        }
        for (int i = 0; i + 1 < sorted.size(); i++) {
            Optional<String> problem = findProblemBetween(sorted.get(i), sorted.get(i + 1));
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (last.end().equals(whole.end())) {
            return Optional.empty();
        }
        return Optional.of(
                whole.contains(last)
                        ? "gap %s-%s after %s".formatted(last.end(), whole.end(), last)
                        : "%s ends after %s".formatted(last, whole));
    }

    private static Optional<String> findProblemBetween(KeyRange left, KeyRange right) {
        Optional<KeyRange> overlap = left.intersect(right);
        if (overlap.isPresent()) {
            return Optional.of("%s and %s overlap in %s".formatted(left, right, overlap.get()));
        }
        return left.end().equals(right.start())
                ? Optional.empty()
                : Optional.of("gap %s-%s between %s and %s".formatted(left.end(), right.start(), left, right));
    }
}
