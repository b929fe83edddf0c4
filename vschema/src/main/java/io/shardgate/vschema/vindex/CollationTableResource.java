package io.shardgate.vschema.vindex;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Reads the collation table from the class path, once. The program that wrote it is in {@code src/generator}. */
final class CollationTableResource {

    private static final String NAME = "collation-weights.bin.gz";
    private static final int MAGIC = 0x53475731;

    /** Loaded when the first unicode_loose vindex is made, not before. */
    static final CollationTable TABLE = load();

    private final DataInputStream in;

    private CollationTableResource(DataInputStream in) {
        this.in = in;
    }

    private static CollationTable load() {
        try (InputStream file = CollationTableResource.class.getResourceAsStream(NAME)) {
            if (file == null) {
                throw new IllegalStateException(NAME + " is missing from the jar");
            }
            try (var in = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
                return new CollationTableResource(in).read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + " cannot be read", e);
        }
    }

    private CollationTable read() throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IllegalStateException(NAME + " is not a table of weights");
        }
        var stages = new char[in.readInt()];
        for (int i = 0; i < stages.length; i++) {
            stages[i] = in.readChar();
        }
        int[] values = ints(in.readInt());
        int[] lists = ints(in.readInt());
        var contractions = new CollationTable.Node[in.readInt()];
        for (int i = 0; i < contractions.length; i++) {
            contractions[i] = contraction();
        }
        int classes = in.readInt();
        var first = new int[classes];
        var last = new int[classes];
        var lead = new int[classes];
        var trail = new int[classes];
        for (int i = 0; i < classes; i++) {
            first[i] = in.readInt();
            last[i] = in.readInt();
            lead[i] = in.readUnsignedByte();
            trail[i] = in.readUnsignedByte();
        }
        return new CollationTable(
                stages,
                values,
                lists,
                contractions,
                new CharacterRanges(first, last, lead),
                new CharacterRanges(first, last, trail),
                ideographs());
    }

    private CharacterRanges ideographs() throws IOException {
        int count = in.readInt();
        var first = new int[count];
        var last = new int[count];
        var yes = new int[count];
        for (int i = 0; i < count; i++) {
            first[i] = in.readInt();
            last[i] = in.readInt();
            yes[i] = 1;
        }
        return new CharacterRanges(first, last, yes);
    }

    /** A contraction and all that begin like it; written with each prefix before what continues it. */
    private CollationTable.Node contraction() throws IOException {
        int count = in.readInt();
        int[] noSuffix = ints(in.readUnsignedByte());
        if (noSuffix.length != 0) {
            throw new IllegalStateException(NAME + ": a contraction does not begin with its first character alone");
        }
        var root = new CollationTable.Node(ints(in.readUnsignedByte()));
        for (int i = 1; i < count; i++) {
            int[] suffix = ints(in.readUnsignedByte());
            put(root, suffix, ints(in.readUnsignedByte()));
        }
        return root;
    }

    private static void put(CollationTable.Node root, int[] suffix, int[] elements) {
        CollationTable.Node node = root;
        for (int i = 0; i < suffix.length - 1; i++) {
            CollationTable.Node next = node.next(suffix[i]);
            if (next == null) {
                next = new CollationTable.Node(null);
                node.put(suffix[i], next);
            }
            node = next;
        }
        node.put(suffix[suffix.length - 1], new CollationTable.Node(elements));
    }

    private int[] ints(int count) throws IOException {
        var ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = in.readInt();
        }
        return ints;
    }
}
