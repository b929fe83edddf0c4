package io.shardgate.proxy.exec;

import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.RoutingEvaluator;
import io.shardgate.planner.splice.ShardRows;
import io.shardgate.planner.splice.SpliceSink;
import io.shardgate.planner.splice.SpliceWriter;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.key.Destination;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text of one statement for each of its shards: the client's own, spliced as the plan says. Confined to the
 * session's event loop.
 */
final class ShardTexts {

    private final Tokens tokens;
    private final BoundValues values;
    private final ParameterLiterals parameters;
    private final SpliceWriter writer;
    private @Nullable List<Destination> elements;

    ShardTexts(Tokens tokens, BoundValues values, ParameterLiterals parameters) {
        this.tokens = tokens;
        this.values = values;
        this.parameters = parameters;
        this.writer = new SpliceWriter(tokens, values);
    }

    /** The text for a shard to which a routing leads; of a list that is divided, only what may be on that shard. */
    StatementText text(SplicedText query, Routing routing, ResolvedShard shard) {
        if (query.isSplit() && routing instanceof Routing.In in) {
            return write(query, new ListPart(elementsOn(in, shard)));
        }
        return text(query);
    }

    /** A text that is the same for all shards. */
    StatementText text(SplicedText query) {
        if (query.isWhole() && tokens.parameterCount() == 0) {
            return StatementText.of(tokens);
        }
        Text text = new Text();
        writer.write(query, text);
        return text.finish();
    }

    /** The text for a shard that gets these rows of an INSERT. */
    StatementText text(SplicedText query, ShardRows rows) {
        return write(query, rows);
    }

    private StatementText write(SplicedText query, ShardRows rows) {
        Text text = new Text();
        writer.write(query, rows, text);
        return text.finish();
    }

    private int[] elementsOn(Routing.In in, ResolvedShard shard) {
        List<Destination> all = elements;
        if (all == null) {
            all = new RoutingEvaluator(values).elements(in);
            elements = all;
        }
        List<Destination> each = all;
        int[] here = IntStream.range(0, each.size())
                .filter(i -> each.get(i).touches(shard.shard().range()))
                .toArray();
        // A shard is asked without any element of its own only for the columns of an empty result.
        return here.length == 0 ? new int[] {0} : here;
    }

    /** The elements of a list that a shard gets. */
    private static final class ListPart implements ShardRows {

        private final int[] indexes;

        ListPart(int[] indexes) {
            this.indexes = indexes;
        }

        @Override
        public int count() {
            return indexes.length;
        }

        @Override
        public int index(int nth) {
            return indexes[nth];
        }

        @Override
        public boolean isGenerated(int row) {
            return false;
        }

        @Override
        public long generated(int row) {
            throw new IllegalStateException("no value was generated for element " + row);
        }
    }

    /** Collects the bytes of one text. */
    private final class Text implements SpliceSink {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(tokens.textEnd() - tokens.textStart() + 64);

        @Override
        public void copy(byte[] source, int from, int to) {
            out.write(source, from, to - from);
        }

        @Override
        public void text(String ascii) {
            out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void parameter(int index) {
            out.writeBytes(parameters.sqlLiteral(index));
        }

        StatementText finish() {
            byte[] bytes = out.toByteArray();
            return new StatementText(bytes, 0, bytes.length);
        }
    }
}
