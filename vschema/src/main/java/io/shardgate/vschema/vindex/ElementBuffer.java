package io.shardgate.vschema.vindex;

import java.util.Arrays;

/** A growing list of collation elements. Confined to the computation of one key. */
final class ElementBuffer {

    private int[] elements;
    private int size;

    ElementBuffer(int capacity) {
        elements = new int[Math.max(capacity, 8)];
    }

    int size() {
        return size;
    }

    int get(int index) {
        return elements[index];
    }

    void append(int element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        elements[size++] = element;
    }

    /** Moves the elements from an index to the end to an earlier place, keeping their order. */
    void moveTail(int from, int to) {
        int[] tail = Arrays.copyOfRange(elements, from, size);
        System.arraycopy(elements, to, elements, to + tail.length, from - to);
        System.arraycopy(tail, 0, elements, to, tail.length);
    }
}
