package io.shardgate.serving.topology;

/** A failure domain, such as a zone. */
public record Cell(String name) implements Comparable<Cell> {

    public Cell {
        Names.checkCell(name);
    }

    @Override
    public int compareTo(Cell other) {
        return name.compareTo(other.name);
    }
}
