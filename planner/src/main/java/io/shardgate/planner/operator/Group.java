package io.shardgate.planner.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a query, or a part of its FROM, reads.
 *
 * <p>Without clusters it reads only what every shard has, so that it gives the same rows anywhere.
 */
final class Group {

    private final List<Cluster> clusters = new ArrayList<>();

    /** Why the result is only right when everything is on one shard. */
    private final List<String> needsSingle = new ArrayList<>();

    List<Cluster> clusters() {
        return clusters;
    }

    List<String> needsSingle() {
        return needsSingle;
    }

    boolean isAnywhere() {
        return clusters.isEmpty();
    }

    /** An inner join of both: what the facts tie becomes one cluster. */
    void join(Group other, Facts facts) {
        needsSingle.addAll(other.needsSingle);
        for (Cluster added : other.clusters) {
            Cluster merged = added;
            for (Cluster own : List.copyOf(clusters)) {
                if (own.isTiedTo(merged, facts)) {
                    clusters.remove(own);
                    own.merge(merged);
                    merged = own;
                }
            }
            clusters.add(merged);
        }
    }

    /**
     * The other's rows are looked up for each of these rows: the inner side of an outer join, or a query in an expression. It
     * may not tie these rows to each other, since they are there without it as well.
     *
     * @return those of the other's clusters that nothing ties to these
     */
    List<Cluster> attach(Group other, Facts facts) {
        needsSingle.addAll(other.needsSingle);
        if (isAnywhere() && !other.isAnywhere()) {
            needsSingle.add("rows that do not come from a sharded table would come from every shard, beside those of "
                    + other.clusters.get(0).tables().get(0));
        }
        var untied = new ArrayList<Cluster>();
        int ownCount = clusters.size();
        for (Cluster added : other.clusters) {
            Cluster partner = null;
            for (int i = 0; i < ownCount && partner == null; i++) {
                partner = clusters.get(i).isTiedTo(added, facts) ? clusters.get(i) : null;
            }
            if (partner != null) {
                partner.attach(added);
            } else {
                clusters.add(added);
                untied.add(added);
            }
        }
        return untied;
    }
}
