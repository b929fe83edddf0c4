package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.SessionState;
import io.shardgate.vschema.error.SqlError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs an INSERT ... SELECT whose rows do not stay where they are read: reads them all, then writes each to its shard as
 * literals. Confined to the session's event loop.
 */
final class InsertSelectExecution implements RowSink {

    /** How long a statement gets before the next begins: less than any server's max_allowed_packet. */
    private static final int BATCH_BYTES = 512 * 1024;

    private final PlannedStatement statement;
    private final InsertSelect insert;
    private final Execution execution;
    private final RowStore rows;
    private List<ColumnDefinition> columns = List.of();

    private InsertSelectExecution(PlannedStatement statement, InsertSelect insert) {
        this.statement = statement;
        this.insert = insert;
        this.execution = statement.execution();
        this.rows = new RowStore(execution.limits());
    }

    static void run(PlannedStatement statement, InsertSelect insert) {
        new InsertSelectExecution(statement, insert).read();
    }

    /** Characters are read in their columns' own sets, so that none is lost on the way. */
    private void read() {
        ShardConnections connections = execution.connections();
        ConnectionState wanted = connections.wanted();
        connections.wanted(wanted.with(ConnectionState.CHARACTER_SET_RESULTS, "NULL"));
        Completion failure = new Completion() {
            @Override
            public void succeeded(StatementResult result) {
                throw new IllegalStateException("a reading that tells the client of its success");
            }

            @Override
            public void failed(ErrPacket error) {
                connections.wanted(wanted);
                statement.completion().failed(error);
            }
        };
        Runnable done = () -> {
            connections.wanted(wanted);
            Guarded.run(execution, statement.completion(), this::write);
        };
        boolean started = false;
        try {
            PlanExecution.read(statement, insert.input(), this, done, failure);
            started = true;
        } finally {
            if (!started) {
                connections.wanted(wanted);
            }
        }
    }

    @Override
    public void columns(List<ColumnDefinition> described) {
        columns = List.copyOf(described);
        if (columns.size() != insert.columns().size()) {
            throw SqlError.COLUMN_COUNT_MISMATCH.exception(1);
        }
        for (int i = 0; i < columns.size(); i++) {
            ReadValues.requireCopyable(columns.get(i), insert.columns().get(i));
        }
    }

    @Override
    public void row(byte[] @Nullable [] values) {
        rows.add(values);
    }

    @Override
    public boolean isSatisfied() {
        return false;
    }

    @Override
    public void end() {}

    private void write() {
        if (rows.all().isEmpty()) {
            nothing();
            return;
        }
        InsertEvaluator evaluator = new InsertEvaluator(new ReadRows(columns, rows.all()), insert.generated());
        RowPlacement placement =
                new RowPlacement(statement, insert.keyspace(), insert.placement(), insert.generated(), evaluator);
        placement.number(ids -> Aside.run(
                execution,
                statement.completion(),
                () -> changes(placement, ids, evaluator),
                changes -> new ShardWrites(
                                execution, changes, placement.counting(), ids.first(), statement.completion())
                        .start()));
    }

    private List<ShardWrites.Change> changes(RowPlacement placement, RowPlacement.Ids ids, InsertEvaluator evaluator) {
        List<ShardWrites.Change> changes = new ArrayList<>();
        for (RowPlacement.Part part : placement.parts(ids)) {
            changes.add(new ShardWrites.Change(part.shard(), texts(part.rows(), ids, evaluator)));
        }
        return changes;
    }

    private void nothing() {
        ClientOutput output = execution.output();
        ByteBuf out = output.allocator().buffer(64);
        int sequence = output.sequence();
        new OkPacket(0, 0, output.statusFlags(0), 0, "Records: 0  Duplicates: 0  Warnings: 0", SessionState.NONE)
                .write(new PacketWriter(out), sequence, OkPacket.HEADER, output.capabilities());
        output.sequence(sequence + 1);
        output.write(out);
        statement.completion().succeeded(StatementResult.ofChange(0, 0));
    }

    private List<StatementText> texts(List<Integer> indexes, RowPlacement.Ids ids, InsertEvaluator evaluator) {
        StatementText head = statement.texts().text(insert.head());
        StatementText tail = insert.tail().pieces().isEmpty()
                ? new StatementText(new byte[0], 0, 0)
                : statement.texts().text(insert.tail());
        List<StatementText> texts = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int index : indexes) {
            boolean isFirst = out.size() == 0;
            if (isFirst) {
                out.write(head.bytes(), head.from(), head.to() - head.from());
            }
            out.writeBytes((isFirst ? " " : ", ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(row(index, ids, evaluator).getBytes(StandardCharsets.US_ASCII));
            if (out.size() >= BATCH_BYTES) {
                texts.add(finished(out, tail));
            }
        }
        if (out.size() > 0) {
            texts.add(finished(out, tail));
        }
        return texts;
    }

    private static StatementText finished(ByteArrayOutputStream out, StatementText tail) {
        out.write(' ');
        out.write(tail.bytes(), tail.from(), tail.to() - tail.from());
        byte[] bytes = out.toByteArray();
        out.reset();
        return new StatementText(bytes, 0, bytes.length);
    }

    private String row(int index, RowPlacement.Ids ids, InsertEvaluator evaluator) {
        byte[] @Nullable [] values = rows.all().get(index);
        int generatedAt = insert.generated().isPresent() && evaluator.isGenerated(index)
                ? insert.generated().get().position()
                : -1;
        StringBuilder row = new StringBuilder("(");
        for (int position = 0; position < columns.size(); position++) {
            row.append(position == 0 ? "" : ", ");
            row.append(
                    position == generatedAt
                            ? Long.toUnsignedString(ids.of(index))
                            : ReadValues.literal(columns.get(position), values[position]));
        }
        if (generatedAt == columns.size()) {
            row.append(", ").append(Long.toUnsignedString(ids.of(index)));
        }
        return row.append(')').toString();
    }
}
