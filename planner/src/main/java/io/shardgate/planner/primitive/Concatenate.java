package io.shardgate.planner.primitive;

import java.util.List;

/** The rows of all inputs; the columns are the first one's, and the others must agree in number and type. */
public record Concatenate(List<Primitive> inputs) implements Primitive {
    public Concatenate {
        inputs = List.copyOf(inputs);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitConcatenate(this);
    }
}
