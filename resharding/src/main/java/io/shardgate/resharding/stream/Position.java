package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.GtidSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far a server, or a stream, is: the transactions that it has, by their GTIDs. Immutable. */
public abstract sealed class Position permits Position.OfMySql, Position.OfMariaDb {

    /** Reads what {@link #toString} writes, which is what servers call it. */
    public static Position parse(String text, boolean isMariaDb) {
        String compact = text.replaceAll("\\s", "");
        return isMariaDb ? new OfMariaDb(OfMariaDb.parse(compact)) : new OfMySql(new GtidSet(compact));
    }

    /** This one and one transaction more. */
    public abstract Position with(String gtid);

    /** Whether it has this transaction. */
    public abstract boolean has(String gtid);

    /** Whether it has all transactions of the other one. */
    public abstract boolean contains(Position other);

    @Override
    public abstract String toString();

    static final class OfMySql extends Position {

        private final GtidSet set;

        OfMySql(GtidSet set) {
            this.set = set;
        }

        @Override
        public Position with(String gtid) {
            GtidSet more = new GtidSet(set.toString());
            more.add(gtid);
            return new OfMySql(more);
        }

        @Override
        public boolean has(String gtid) {
            return new GtidSet(gtid).isContainedWithin(set);
        }

        @Override
        public boolean contains(Position other) {
            return ((OfMySql) other).set.isContainedWithin(set);
        }

        @Override
        public String toString() {
            return set.toString();
        }
    }

    /** The last transaction of each domain, as domain-server-sequence. */
    static final class OfMariaDb extends Position {

        private final Map<Long, String> byDomain;

        OfMariaDb(Map<Long, String> byDomain) {
            this.byDomain = byDomain;
        }

        static Map<Long, String> parse(String text) {
            Map<Long, String> byDomain = new TreeMap<>();
            for (String gtid : text.split(",", -1)) {
                if (!gtid.isEmpty()) {
                    byDomain.put(Long.parseLong(gtid.substring(0, gtid.indexOf('-'))), gtid);
                }
            }
            return byDomain;
        }

        private static long sequence(String gtid) {
            return Long.parseUnsignedLong(gtid.substring(gtid.lastIndexOf('-') + 1));
        }

        @Override
        public Position with(String gtid) {
            Map<Long, String> more = new TreeMap<>(byDomain);
            more.putAll(parse(gtid));
            return new OfMariaDb(more);
        }

        @Override
        public boolean has(String gtid) {
            return contains(new OfMariaDb(parse(gtid)));
        }

        @Override
        public boolean contains(Position other) {
            return ((OfMariaDb) other).byDomain.entrySet().stream().allMatch(wanted -> {
                String mine = byDomain.get(wanted.getKey());
                return mine != null && Long.compareUnsigned(sequence(mine), sequence(wanted.getValue())) >= 0;
            });
        }

        @Override
        public String toString() {
            return byDomain.values().stream().collect(Collectors.joining(","));
        }
    }
}
