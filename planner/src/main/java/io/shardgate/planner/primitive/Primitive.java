package io.shardgate.planner.primitive;

/** A step of a plan. Those that read rows from another step name it as their input. */
public sealed interface Primitive
        permits Route,
                MergeSort,
                Sort,
                Aggregate,
                Distinct,
                Limit,
                Concatenate,
                Truncate,
                Insert,
                InsertSelect,
                Dml,
                Ddl,
                NextValue {

    <R> R accept(Visitor<R> visitor);

    /** One answer for each kind of step. */
    interface Visitor<R> {
        R visitRoute(Route route);

        R visitMergeSort(MergeSort mergeSort);

        R visitSort(Sort sort);

        R visitAggregate(Aggregate aggregate);

        R visitDistinct(Distinct distinct);

        R visitLimit(Limit limit);

        R visitConcatenate(Concatenate concatenate);

        R visitTruncate(Truncate truncate);

        R visitInsert(Insert insert);

        R visitInsertSelect(InsertSelect insert);

        R visitDml(Dml dml);

        R visitDdl(Ddl ddl);

        R visitNextValue(NextValue nextValue);
    }
}
