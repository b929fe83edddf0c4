package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.OutputColumn;
import io.shardgate.planner.semantics.Scope;
import java.util.List;
import java.util.Optional;

/** What was found out of one query. */
public final class Analysis {

    private final Scope scope;
    private final Facts facts;
    private final Group group;
    private final List<OutputColumn> outputs;
    private final List<String> ownReasons;

    Analysis(Scope scope, Facts facts, Group group, List<OutputColumn> outputs, List<String> ownReasons) {
        this.scope = scope;
        this.facts = facts;
        this.group = group;
        this.outputs = List.copyOf(outputs);
        this.ownReasons = List.copyOf(ownReasons);
    }

    public Scope scope() {
        return scope;
    }

    Facts facts() {
        return facts;
    }

    Group group() {
        return group;
    }

    /** The columns of the result. */
    public List<OutputColumn> outputs() {
        return outputs;
    }

    /** Why something inside the query is only right when all of it is on one shard. */
    public List<String> needsSingle() {
        return group.needsSingle();
    }

    /** Why the rows that shards make of their own rows, put together, are not the query's rows. */
    List<String> ownReasons() {
        return ownReasons;
    }

    /** Whether aggregation by the query's GROUP BY only ever combines rows of one shard. */
    public boolean groupsAreLocal(Query.Block block) {
        return BlockAnalyzer.groupsKeepTogether(block, this);
    }

    /** Whether equal rows of the result come from one shard. */
    public boolean isDistinctLocal(Query.Block block) {
        return BlockAnalyzer.isDistinctLocal(block, this);
    }

    /** Whether each window function only sees rows of one shard. */
    public boolean windowsAreLocal(Query.Block block) {
        return BlockAnalyzer.windowsAreLocal(block, this);
    }

    /** Whether rows that agree in these columns are all on one shard. */
    public boolean keepsTogether(List<BoundColumn> columns) {
        return group.isAnywhere()
                || group.clusters().stream()
                        .flatMap(cluster -> cluster.rowAnchors().stream())
                        .anyMatch(anchor -> anchor.isWithin(columns, facts));
    }

    /** Whether each row of the result is where the vindex puts rows with the values of these columns. */
    public boolean isPlacedBy(io.shardgate.vschema.vindex.Vindex vindex, List<BoundColumn> columns) {
        var wanted = new Anchor(vindex, columns, List.of());
        return group.clusters().size() == 1
                && group.clusters().get(0).rowAnchors().stream().anyMatch(anchor -> anchor.isTiedTo(wanted, facts));
    }

    /** Whether it reads no table whose rows are divided. */
    public boolean isAnywhere() {
        return group.isAnywhere();
    }

    /** Why its rows cannot be put together from several shards. */
    public List<String> reasonsForOneShard() {
        var all = new java.util.ArrayList<>(group.needsSingle());
        all.addAll(ownReasons);
        return all;
    }

    /** The column that the expression is, if it is one. */
    public Optional<BoundColumn> column(Expr expr) {
        return expr instanceof Expr.Column column ? scope.find(column, "field list") : Optional.empty();
    }
}
